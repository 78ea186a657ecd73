package io.drawbridge.gateway.measure;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;

/** How often each of a few things was. Threads: any. */
public final class EnumCounts<E extends Enum<E>> {
  private final Map<E, LongAdder> counts;

  public EnumCounts(Class<E> type) {
    counts =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), each -> new LongAdder()));
  }

  public void count(E one) {
    Objects.requireNonNull(counts.get(one)).increment();
  }

  /** Calls {@code each} with everything there is, and how often it was. */
  public void forEach(ObjLongConsumer<E> each) {
    counts.forEach((one, count) -> each.accept(one, count.sum()));
  }
}
