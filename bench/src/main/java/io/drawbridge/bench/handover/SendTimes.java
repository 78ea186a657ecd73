package io.drawbridge.bench.handover;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * When messages are due: by a Poisson process whose rate rises at first, since programs whose code
 * is not compiled yet are not asked for all at once. Not thread-safe.
 */
final class SendTimes {
  /** Of the rate, with which it begins to rise. */
  private static final double FIRST_SHARE = 0.05;

  private final SplittableRandom random;
  private final double rate;
  private final double rampNanos;
  private long firstNanos;
  private long nextNanos;

  /** {@code rate}: a second, once the ramp is over. */
  SendTimes(SplittableRandom random, double rate, int rampSeconds) {
    this.random = random;
    this.rate = rate;
    this.rampNanos = TimeUnit.SECONDS.toNanos(rampSeconds);
  }

  /** The first is due now. */
  void begin(long nowNanos) {
    firstNanos = nowNanos;
    nextNanos = nowNanos;
  }

  /** When the next one is due, or was. */
  long nextNanos() {
    return nextNanos;
  }

  /** That one is sent; draws the time of the one behind it. */
  void sent() {
    double passed = nextNanos - firstNanos;
    double share = passed < rampNanos ? Math.max(FIRST_SHARE, passed / rampNanos) : 1;
    nextNanos += (long) (-Math.log(1 - random.nextDouble()) * 1e9 / (rate * share));
  }
}
