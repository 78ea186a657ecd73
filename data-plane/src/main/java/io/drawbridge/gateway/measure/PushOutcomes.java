package io.drawbridge.gateway.measure;

import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.SessionFate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/** What businesses were told about their pushes, since the start. Threads: any; never waits. */
public final class PushOutcomes {
  private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);

  PushOutcomes() {
    EnumSet.range(Outcome.DELIVERED, Outcome.DROPPED)
        .forEach(outcome -> counts.put(outcome, new LongAdder()));
  }

  /** One push was answered, session by session. */
  public void count(List<SessionFate> fates) {
    for (SessionFate fate : fates) {
      LongAdder count = counts.get(fate.getOutcome());
      if (count != null) { // none for what a newer gateway says
        count.increment();
      }
    }
  }

  /** Every outcome there is, with its count. */
  public void forEach(ObjLongConsumer<Outcome> reader) {
    counts.forEach((outcome, count) -> reader.accept(outcome, count.sum()));
  }
}
