package io.drawbridge.gateway.control;

import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.ResultKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/** What became of directives. Threads: any; written by one. */
public final class DirectiveCounts {
  private final Map<ResultKind, LongAdder> answers = new EnumMap<>(ResultKind.class);
  private volatile Fence obeyed = Fence.getDefaultInstance();

  DirectiveCounts() {
    for (ResultKind kind : ResultKind.values()) {
      if (kind != ResultKind.RESULT_KIND_UNSPECIFIED && kind != ResultKind.UNRECOGNIZED) {
        answers.put(kind, new LongAdder());
      }
    }
  }

  void answered(DirectiveResult result) {
    LongAdder count = answers.get(result.getKind());
    if (count != null) {
      count.increment();
    }
  }

  void obeys(Fence fence) {
    obeyed = fence;
  }

  /** The highest fence heard; all zero before the first. */
  public Fence obeyed() {
    return obeyed;
  }

  public void forEach(ObjLongConsumer<ResultKind> consumer) {
    answers.forEach((kind, count) -> consumer.accept(kind, count.sum()));
  }
}
