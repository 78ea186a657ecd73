package io.drawbridge.coordination;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: drawn uniformly from 0 to a limit that doubles ("full
 * jitter"), so that those who failed together do not come back together. One thread.
 */
final class Backoff {
  private final long firstNanos;
  private final long maxNanos;
  private final RandomGenerator random;
  private long limitNanos;

  Backoff(Duration first, Duration max, RandomGenerator random) {
    this.firstNanos = first.toNanos();
    this.maxNanos = max.toNanos();
    this.random = random;
    this.limitNanos = firstNanos;
  }

  /** Between tries of a lease, watch or campaign. A restarted etcd is noticed within 2 s. */
  static Backoff ofLoops() {
    return new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2), RandomGenerator.getDefault());
  }

  Duration next() {
    long nanos = random.nextLong(limitNanos + 1);
    limitNanos = Math.min(maxNanos, limitNanos * 2);
    return Duration.ofNanos(nanos);
  }

  void reset() {
    limitNanos = firstNanos;
  }
}
