package io.drawbridge.client.session;

import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.ProtocolViolation;
import java.util.concurrent.TimeUnit;

/**
 * Which downstream numbers of one session came, and when the next cumulative acknowledgement goes:
 * within 200 ms or with the 32nd frame, unless acknowledgements are held back.
 */
final class PushAcks {
  static final int MAX_FRAMES = 32;
  static final long WITHIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private long last;
  private long acked;
  private long dueNanos = Long.MAX_VALUE;

  /** A numbered push came; false when its number came before. */
  boolean received(long seq, long nowNanos) throws ProtocolViolation {
    if (seq > last + 1) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL, "downstream seq: " + seq + " (expected: " + (last + 1) + ")");
    }
    boolean isNew = seq == last + 1;
    last = Math.max(last, seq);
    if (dueNanos == Long.MAX_VALUE) {
      dueNanos = nowNanos + WITHIN_NANOS;
    }
    return isNew;
  }

  boolean isDue(long nowNanos) {
    return nowNanos >= dueNanos || last - acked >= MAX_FRAMES;
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
    acked = last;
    dueNanos = Long.MAX_VALUE;
    return last;
  }
}
