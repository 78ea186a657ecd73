package io.drawbridge.gateway.session;

import io.drawbridge.gateway.measure.EnumCounts;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all sessions of one loop keep together: messages of clients until a business has them, and
 * pushes until a client has them. When it is full no more is taken in either direction; what is
 * kept stays.
 *
 * <p>Threads: the loop; {@link #bytes} and {@link #refusals} from any, and may then be a little
 * old.
 */
public final class KeptMessages {
  /** The objects around a body: the item, its place in a queue, who waits for its fate. */
  public static final int OVERHEAD_BYTES = 128;

  /** A loop has room for one message of the largest size, however little there is for all. */
  static final long LEAST_BYTES = 2 << 20;

  private final long most;
  private final EnumCounts<Direction> refusals;
  private final AtomicLong bytes = new AtomicLong();

  /** Which way a message goes. */
  public enum Direction {
    /** From a client to a business. */
    UP,
    /** From a business to a client. */
    DOWN
  }

  /**
   * Of one loop.
   *
   * @param mostBytes with what is around bodies
   * @param refusals may be those of other loops, too
   */
  private KeptMessages(long mostBytes, EnumCounts<Direction> refusals) {
    this.most = mostBytes;
    this.refusals = refusals;
  }

  /** That of each of {@code loops} loops that may keep {@code mostBytes} together. */
  public static KeptMessages share(long mostBytes, int loops, EnumCounts<Direction> refusals) {
    return new KeptMessages(Math.max(LEAST_BYTES, mostBytes / loops), refusals);
  }

  /** As good as without a bound. */
  public static KeptMessages wide() {
    return new KeptMessages(Long.MAX_VALUE, new EnumCounts<>(Direction.class));
  }

  /** Whether one more may be kept; if not, that is counted as a refusal. */
  boolean hasRoomFor(int bodyBytes, Direction direction) {
    if (bytes.getPlain() + bodyBytes + OVERHEAD_BYTES <= most) {
      return true;
    }
    refusals.count(direction);
    return false;
  }

  /** One more is kept; what comes with a session from elsewhere is, room or not. */
  void add(int bodyBytes) {
    change((long) bodyBytes + OVERHEAD_BYTES);
  }

  void remove(int bodyBytes) {
    change(-(long) bodyBytes - OVERHEAD_BYTES);
  }

  /** So many are not kept any more. */
  void remove(int messages, long bodyBytes) {
    change(-bodyBytes - (long) messages * OVERHEAD_BYTES);
  }

  /** One thread writes; others may be late to see it, which costs less. */
  private void change(long more) {
    bytes.setRelease(bytes.getPlain() + more);
  }

  /** What is kept, with what is around bodies. */
  public long bytes() {
    return bytes.getAcquire();
  }

  /** Messages that were not taken for want of room. */
  public EnumCounts<Direction> refusals() {
    return refusals;
  }
}
