package io.drawbridge.bench.run;

import java.util.List;

/**
 * How large the load of an overload run is. The figures of docs/performance.md are of {@link
 * #FULL}; anything else is for trying.
 *
 * @param connections clients of the four tiers; each has one message under way
 * @param capacityPerSecond messages that the business can do, by 4 workers
 * @param loads in multiples of that
 * @param settleSeconds of each step, counted apart; 0: without, and nothing is warmed up
 * @param seconds of each step that count
 */
public record OverloadSize(
    int connections, int capacityPerSecond, List<Integer> loads, int settleSeconds, int seconds) {
  /** A message takes a worker 2 ms. */
  public static final OverloadSize FULL =
      new OverloadSize(4_000, 2_000, List.of(1, 2, 4, 10), 5, 10);

  public OverloadSize {
    loads = List.copyOf(loads);
  }

  /** What a message takes one of 4 workers. */
  int workMicros(int workers) {
    return workers * 1_000_000 / capacityPerSecond;
  }
}
