package io.drawbridge.business.push;

import java.util.random.RandomGenerator;

/**
 * Delays between attempts: uniform from 0 to a ceiling that doubles from {@link #FIRST_MILLIS} to
 * {@link #LAST_MILLIS} (full jitter), so that senders who lost the same gateway spread out.
 * Threads: one.
 */
final class Backoff {
  static final long FIRST_MILLIS = 100;

  /** A gateway that comes back is found within this. */
  static final long LAST_MILLIS = 5_000;

  private final RandomGenerator random;
  private long ceilingMillis = FIRST_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  long nextMillis() {
    long delayMillis = random.nextLong(ceilingMillis + 1);
    ceilingMillis = Math.min(LAST_MILLIS, ceilingMillis * 2);
    return delayMillis;
  }

  void reset() {
    ceilingMillis = FIRST_MILLIS;
  }
}
