package io.drawbridge.bench.overload;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Messages that were due within some seconds, by tier and outcome. One that is not answered when
 * the tally is read has no outcome, which is not a good one. Not thread-safe.
 */
final class Tally {
  /** From the time at which a message was due to its ack: later it is worth nothing. */
  static final long DEADLINE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final long fromNanos;
  private final long untilNanos;
  private final Map<Outcome, Map<OfferedTier, Long>> outcomes = new EnumMap<>(Outcome.class);
  private final Map<OfferedTier, Long> offered = new EnumMap<>(OfferedTier.class);
  private final Histogram acknowledged = new Histogram(LONGEST_NANOS, 3);

  /** Of {@link System#nanoTime}; the end does not belong to it. */
  Tally(long fromNanos, long untilNanos) {
    this.fromNanos = fromNanos;
    this.untilNanos = untilNanos;
  }

  private boolean holds(long dueNanos) {
    return dueNanos - fromNanos >= 0 && dueNanos - untilNanos < 0;
  }

  void offered(OfferedTier tier, long dueNanos) {
    if (holds(dueNanos)) {
      offered.merge(tier, 1L, Long::sum);
    }
  }

  /** Acknowledged at {@code nowNanos}. */
  void acknowledged(OfferedTier tier, long dueNanos, long nowNanos) {
    long took = nowNanos - dueNanos;
    if (holds(dueNanos)) {
      acknowledged.recordValue(Math.clamp(took, 0, LONGEST_NANOS));
    }
    ended(tier, dueNanos, took <= DEADLINE_NANOS ? Outcome.GOOD : Outcome.SLOW);
  }

  void ended(OfferedTier tier, long dueNanos, Outcome outcome) {
    if (holds(dueNanos)) {
      outcomes
          .computeIfAbsent(outcome, _ -> new EnumMap<>(OfferedTier.class))
          .merge(tier, 1L, Long::sum);
    }
  }

  private Map<OfferedTier, Long> count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, Map.of());
  }

  /**
   * Adds what it counted: messages a second, and the share of each tier that was good. Nothing of
   * no time.
   */
  void report(String prefix, StepFigures.Builder figures) {
    if (untilNanos == fromNanos) {
      return;
    }
    double seconds = (untilNanos - fromNanos) / 1e9;
    figures.add(prefix + "offered", sum(offered.values()) / seconds);
    for (Outcome outcome : Outcome.values()) {
      String key = prefix + outcome.name().toLowerCase(Locale.ROOT);
      figures.add(key, sum(count(outcome).values()) / seconds);
    }
    Map<OfferedTier, Long> good = count(Outcome.GOOD);
    offered.forEach((tier, messages) -> {
      double share = (double) good.getOrDefault(tier, 0L) / messages;
      figures.add(prefix + tier.key() + "_success", share);
    });
    if (acknowledged.getTotalCount() > 0) {
      figures.add(prefix + "p99_ms", acknowledged.getValueAtPercentile(99) / 1e6);
    }
  }

  private static double sum(Iterable<Long> numbers) {
    double sum = 0;
    for (long number : numbers) {
      sum += number;
    }
    return sum;
  }
}
