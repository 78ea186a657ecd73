package io.drawbridge.client.session;

import java.util.concurrent.TimeUnit;

/**
 * When to send a PING and when to give a silent connection up.
 *
 * <p>A PING goes out before the interval the gateway told is over, counted from the last frame
 * written, and when messages wait for an answer and nothing was heard for {@code quiet}. Any frame
 * received answers it; silence of {@code patience} after it means the connection is dead.
 */
final class Heartbeat {
  /** Part of the interval after which the PING goes: room for delay on the way. */
  private static final double EARLY = 0.8;

  /** Before CONNECTED, and when the gateway tells none. */
  private static final long DEFAULT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long LEAST_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final long quietNanos;
  private final long patienceNanos;
  private long intervalNanos = DEFAULT_INTERVAL_NANOS;
  private long writtenNanos;
  private long heardNanos;
  private long waitingSinceNanos = Long.MAX_VALUE;
  private long pingedNanos = Long.MAX_VALUE;

  /** {@code nowNanos}: the connection was opened. */
  Heartbeat(long quietNanos, long patienceNanos, long nowNanos) {
    this.quietNanos = quietNanos;
    this.patienceNanos = patienceNanos;
    writtenNanos = nowNanos;
    heardNanos = nowNanos;
  }

  /** The gateway told an interval; 0 = no news. */
  void interval(long nanos) {
    if (nanos > 0) {
      intervalNanos = Math.max(nanos, LEAST_INTERVAL_NANOS);
    }
  }

  void written(long nowNanos) {
    writtenNanos = nowNanos;
  }

  void heard(long nowNanos) {
    heardNanos = nowNanos;
    pingedNanos = Long.MAX_VALUE;
    if (waitingSinceNanos != Long.MAX_VALUE) {
      waitingSinceNanos = nowNanos;
    }
  }

  /** Whether messages wait for an answer. */
  void waiting(boolean forAnswer, long nowNanos) {
    if (!forAnswer) {
      waitingSinceNanos = Long.MAX_VALUE;
    } else if (waitingSinceNanos == Long.MAX_VALUE) {
      waitingSinceNanos = nowNanos;
    }
  }

  void pinged(long nowNanos) {
    written(nowNanos);
    pingedNanos = Math.min(pingedNanos, nowNanos); // patience counts from the first unanswered
  }

  boolean isPingDue(long nowNanos) {
    return nowNanos >= pingDueNanos();
  }

  boolean isDead(long nowNanos) {
    return nowNanos >= deadNanos();
  }

  long nextDueNanos() {
    return Math.min(pingDueNanos(), deadNanos());
  }

  /** How long the other side has been silent. */
  long silentNanos(long nowNanos) {
    return nowNanos - heardNanos;
  }

  private long pingDueNanos() {
    long regular = writtenNanos + (long) (intervalNanos * EARLY);
    boolean probing = waitingSinceNanos != Long.MAX_VALUE && pingedNanos == Long.MAX_VALUE;
    return probing ? Math.min(regular, waitingSinceNanos + quietNanos) : regular;
  }

  private long deadNanos() {
    return pingedNanos == Long.MAX_VALUE ? Long.MAX_VALUE : pingedNanos + patienceNanos;
  }
}
