package io.drawbridge.gateway.upstream;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/** What all loops sent to businesses, since the start. Threads: any; never waits. */
public final class UpstreamCounts {
  private final LongAdder batches = new LongAdder();
  private final LongAdder resends = new LongAdder();
  private final Map<RefusalCause, LongAdder> refusals = new EnumMap<>(RefusalCause.class);

  public UpstreamCounts() {
    for (RefusalCause cause : RefusalCause.values()) {
      refusals.put(cause, new LongAdder());
    }
  }

  void batchSent() {
    batches.increment();
  }

  void resent() {
    resends.increment();
  }

  void refused(RefusalCause cause) {
    LongAdder count = refusals.get(cause);
    if (count != null) { // always: all causes are in the map
      count.increment();
    }
  }

  /** Batches sent to businesses. */
  public long batches() {
    return batches.sum();
  }

  /** Lanes whose batch was sent a second time. */
  public long resends() {
    return resends.sum();
  }

  /** Every cause there is, with its count. */
  public void forEachRefusal(ObjLongConsumer<RefusalCause> reader) {
    refusals.forEach((cause, count) -> reader.accept(cause, count.sum()));
  }
}
