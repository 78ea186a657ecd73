package io.drawbridge.bench.returns;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * When a client dials again. As the client libraries do it: full jitter below a bound that doubles
 * from a second to 30, at first over the spread that ipconfig hints, and over the window of a
 * GOAWAY; a healthy minute begins anew. A naive one dials at once.
 */
final class ReturnDelays {
  static final long FIRST_SPREAD_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long BASE_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long HEALTHY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MAX_DOUBLINGS = 20;

  private final RandomGenerator random;
  private final boolean naive;
  private int attempts;

  ReturnDelays(RandomGenerator random, boolean naive) {
    this.random = random;
    this.naive = naive;
  }

  /** A connection that was up for so long is gone. */
  void lost(long livedNanos) {
    if (livedNanos >= HEALTHY_NANOS) {
      healthy();
    }
  }

  /** The row of delays begins anew. */
  void healthy() {
    attempts = 0;
  }

  /**
   * Until the next dial; each call counts as one attempt.
   *
   * @param windowNanos of the GOAWAY that was the answer to the last one; 0 = there was none
   */
  long nextNanos(long windowNanos) {
    if (naive) {
      return 0;
    }
    int attempt = attempts++;
    long doubled = BASE_NANOS << Math.min(Math.max(0, attempt - 1), MAX_DOUBLINGS);
    long bound = attempt == 0 ? FIRST_SPREAD_NANOS : Math.min(LONGEST_NANOS, doubled);
    return Math.max(random.nextLong(bound), windowNanos <= 0 ? 0 : random.nextLong(windowNanos));
  }
}
