package io.drawbridge.bench.yardstick;

import io.netty.buffer.ByteBuf;

/**
 * Order to a yardstick: push to all connected clients in turn.
 *
 * <pre>
 *  FAN_OUT, 20 bytes:  | rate u32 | millis u32 | batch u32 | body bytes u32 | numbered u32 |
 *  FANNED_OUT, its answer at the end: no body, seq = pushes sent
 * </pre>
 *
 * @param ratePerSecond pushes a second, to all clients together
 * @param batch so many at a time, to as many clients
 * @param bodyBytes at least 8: a body begins with the time it was due, by {@link System#nanoTime}
 * @param numbered true: clients acknowledge
 */
public record FanOutOrder(
    int ratePerSecond, int millis, int batch, int bodyBytes, boolean numbered) {
  /** Frame types that gateways skip. */
  public static final int FAN_OUT = 128;

  public static final int FANNED_OUT = 129;

  static final int BYTES = 20;
  private static final int LARGEST_BODY = 1 << 15;

  boolean makesSense() {
    return ratePerSecond > 0 && batch > 0 && bodyBytes >= Long.BYTES && bodyBytes <= LARGEST_BODY;
  }

  long total() {
    return (long) ratePerSecond * millis / 1000;
  }

  static FanOutOrder read(ByteBuf in, int index) {
    return new FanOutOrder(
        in.getInt(index),
        in.getInt(index + 4),
        in.getInt(index + 8),
        in.getInt(index + 12),
        in.getInt(index + 16) != 0);
  }

  void write(ByteBuf out) {
    out.writeInt(ratePerSecond).writeInt(millis).writeInt(batch).writeInt(bodyBytes);
    out.writeInt(numbered ? 1 : 0);
  }
}
