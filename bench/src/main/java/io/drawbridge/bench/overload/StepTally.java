package io.drawbridge.bench.overload;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Everything that is counted of one step of the load: its first seconds and its settled ones apart,
 * and when it was refused. Not thread-safe.
 */
final class StepTally {
  private final long beginNanos;
  private final long endNanos;
  private final Tally first;
  private final Tally settled;
  private final Map<String, Long> reasons = new TreeMap<>();
  private long refusedOfHung;
  private long firstRefusalNanos;
  private long lastRefusalNanos;
  private boolean refused;

  StepTally(long beginNanos, int settleSeconds, int seconds) {
    long settledNanos = beginNanos + TimeUnit.SECONDS.toNanos(settleSeconds);
    this.beginNanos = beginNanos;
    this.endNanos = settledNanos + TimeUnit.SECONDS.toNanos(seconds);
    this.first = new Tally(beginNanos, settledNanos);
    this.settled = new Tally(settledNanos, endNanos);
  }

  long endNanos() {
    return endNanos;
  }

  void offered(OfferedTier tier, long dueNanos) {
    first.offered(tier, dueNanos);
    settled.offered(tier, dueNanos);
  }

  void acknowledged(OfferedTier tier, long dueNanos, long nowNanos) {
    first.acknowledged(tier, dueNanos, nowNanos);
    settled.acknowledged(tier, dueNanos, nowNanos);
  }

  void late(OfferedTier tier, long dueNanos) {
    first.ended(tier, dueNanos, Outcome.LATE);
    settled.ended(tier, dueNanos, Outcome.LATE);
  }

  /** What was due before the step is not refused for what the step brings. */
  void refused(OfferedTier tier, long dueNanos, long nowNanos, String reason) {
    first.ended(tier, dueNanos, Outcome.REFUSED);
    settled.ended(tier, dueNanos, Outcome.REFUSED);
    reasons.merge(reason, 1L, Long::sum);
    if (!refused && dueNanos - beginNanos >= 0) {
      refused = true;
      firstRefusalNanos = nowNanos;
    }
    lastRefusalNanos = nowNanos;
  }

  /** A message to the service that hangs. */
  void refusedOfHung() {
    refusedOfHung++;
  }

  StepFigures.Builder figures() {
    StepFigures.Builder figures = new StepFigures.Builder();
    first.report("first.", figures);
    settled.report("settled.", figures);
    reasons.forEach(figures::refused);
    figures.add("hung_refused", (double) refusedOfHung);
    if (refused) {
      figures.add("first_refusal_ms", (firstRefusalNanos - beginNanos) / 1e6);
    }
    if (!reasons.isEmpty()) {
      figures.add("last_refusal_ms", (lastRefusalNanos - beginNanos) / 1e6);
    }
    return figures;
  }
}
