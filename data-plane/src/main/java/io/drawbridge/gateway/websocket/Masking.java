package io.drawbridge.gateway.websocket;

import io.netty.buffer.ByteBuf;

/** Takes the mask off payloads where they lie. */
final class Masking {
  private static final long INT = 0xffff_ffffL;

  private Masking() {}

  /**
   * Unmasks {@code count} bytes from {@code index} on.
   *
   * @param mask its first byte is that of the first byte to unmask
   */
  static void remove(ByteBuf bytes, int index, int count, int mask) {
    long mask8 = (mask & INT) << Integer.SIZE | (mask & INT);
    int end = index + count;
    int at = index;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      bytes.setLong(at, bytes.getLong(at) ^ mask8);
    }
    int rest = mask;
    for (; at < end; at++) {
      rest = Integer.rotateLeft(rest, Byte.SIZE);
      bytes.setByte(at, bytes.getByte(at) ^ rest);
    }
  }

  /** The mask for what follows {@code count} bytes. */
  static int after(int mask, long count) {
    return Integer.rotateLeft(mask, Byte.SIZE * (int) (count & 3));
  }
}
