package io.drawbridge.client.session;

import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.ProtocolViolation;
import java.util.concurrent.TimeUnit;

/**
 * Which downstream numbers of one session came, and when the next cumulative acknowledgement goes:
 * within 200 ms or with the 32nd frame, unless acknowledgements are held back.
 *
 * <pre>
 *   1 ... acked | came on this connection | came on an earlier one, may come again | new
 *               |              ... seen   |                             ... last   |
 * </pre>
 */
final class PushAcks {
  static final int MAX_FRAMES = 32;
  static final long WITHIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private long last;
  private long seen;
  private long acked;
  private long dueNanos = Long.MAX_VALUE;

  /** A numbered push came; false when its number came before, on whichever connection. */
  boolean received(long seq, long nowNanos) throws ProtocolViolation {
    if (seq > seen + 1) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL, "downstream seq: " + seq + " (expected: " + (seen + 1) + ")");
    }
    seen = Math.max(seen, seq);
    boolean isNew = seq > last;
    last = Math.max(last, seq);
    if (dueNanos == Long.MAX_VALUE) {
      dueNanos = nowNanos + WITHIN_NANOS;
    }
    return isNew;
  }

  /** The session goes on, on another connection, with the number after {@code after}. */
  void resumed(long after) {
    seen = after;
    acked = after;
    dueNanos = Long.MAX_VALUE;
  }

  /** The last number that came. */
  long last() {
    return last;
  }

  /** The last number that was acknowledged. */
  long acknowledged() {
    return acked;
  }

  boolean isDue(long nowNanos) {
    return nowNanos >= dueNanos || seen - acked >= MAX_FRAMES;
  }

  /** True when something is left to acknowledge. */
  boolean isOwed() {
    return dueNanos != Long.MAX_VALUE;
  }

  long nextDueNanos() {
    return dueNanos;
  }

  /** The number to acknowledge now. */
  long take() {
    acked = seen;
    dueNanos = Long.MAX_VALUE;
    return seen;
  }
}
