package io.drawbridge.gateway.upstream;

import java.util.concurrent.TimeUnit;

/**
 * How often one loop may send a batch of a service's lanes a second time: a share of what it sent
 * within the last seconds, and a little more so that a quiet service has its retries too. Without
 * it, a business that fails under its load would be given twice that load.
 *
 * <p>Threads: the loop.
 */
final class RetryBudget {
  /** As Finagle's RetryBudget: a fifth of the requests may be retried. */
  private static final double SHARE = 0.2;

  /** Likewise: ten retries a second are free. */
  private static final int FREE_PER_SECOND = 10;

  /** Likewise: over ten seconds. */
  private static final int SECONDS = 10;

  private final long[] sent = new long[SECONDS];
  private final long[] resent = new long[SECONDS];
  private long second;

  RetryBudget(long nowNanos) {
    second = TimeUnit.NANOSECONDS.toSeconds(nowNanos);
  }

  /** A lane's batch was sent for the first time. */
  void sent(long nowNanos) {
    sent[slot(nowNanos)]++;
  }

  /** True when a lane's batch may be sent again, which is counted. */
  boolean mayResend(long nowNanos) {
    int slot = slot(nowNanos);
    boolean may = sum(resent) + 1 <= FREE_PER_SECOND * SECONDS + SHARE * sum(sent);
    if (may) {
      resent[slot]++;
    }
    return may;
  }

  /** The slot of this second; those of the seconds since the last call begin at 0. */
  private int slot(long nowNanos) {
    long now = TimeUnit.NANOSECONDS.toSeconds(nowNanos);
    long passed = Math.min(now - second, SECONDS);
    for (long i = 1; i <= passed; i++) {
      int slot = Math.floorMod(now - passed + i, SECONDS);
      sent[slot] = 0;
      resent[slot] = 0;
    }
    second = Math.max(second, now);
    return Math.floorMod(second, SECONDS);
  }

  private static long sum(long[] slots) {
    long sum = 0;
    for (long slot : slots) {
      sum += slot;
    }
    return sum;
  }
}
