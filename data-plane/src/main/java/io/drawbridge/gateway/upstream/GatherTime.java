package io.drawbridge.gateway.upstream;

import java.util.concurrent.TimeUnit;

/**
 * How long a loop gathers lanes before it sends them as one batch. A batch costs some 20 µs of
 * processor time however many lanes are in it (a gRPC message, a write, a read and a wake-up on
 * either side), so under load a short wait saves most of that; when little comes nobody waits.
 *
 * <p>Threads: the loop.
 */
final class GatherTime {
  /** The longest a message waits for others. */
  static final long LONGEST_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  /** Lanes that are worth a batch at once. */
  static final int ENOUGH_LANES = 64;

  /** Fewer arrivals in {@link #LONGEST_NANOS} are not worth waiting for. */
  private static final int FEWEST_ARRIVALS = 2;

  /** Of the moving average: it follows a change within some 16 arrivals. */
  private static final int SMOOTHING = 8;

  private long gapNanos = LONGEST_NANOS;
  private long lastArrivalNanos;
  private long lastSentNanos;

  /** {@code lanes} more have something to send. */
  void arrived(int lanes, long nowNanos) {
    long gap = Math.min(LONGEST_NANOS, nowNanos - lastArrivalNanos) / lanes;
    gapNanos += (gap - gapNanos) / SMOOTHING;
    lastArrivalNanos = nowNanos;
  }

  /** How long to wait with {@code lanes} waiting; 0 or less = send now. */
  long waitNanos(int lanes, long nowNanos) {
    boolean isWorthIt = gapNanos * FEWEST_ARRIVALS < LONGEST_NANOS;
    return isWorthIt && lanes < ENOUGH_LANES ? lastSentNanos + LONGEST_NANOS - nowNanos : 0;
  }

  /** What waited is sent. */
  void sent(long nowNanos) {
    lastSentNanos = nowNanos;
  }
}
