package io.drawbridge.gateway.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The header of a message of the gateway: final, binary, not masked, its length in fewest bytes.
 */
final class MessageHeader {
  /** First byte, and the short length. */
  static final int FIXED_BYTES = 2;

  /** Short lengths that announce a long one, of 2 or of 8 bytes. */
  static final int LENGTH_OF_2 = 126;

  static final int LENGTH_OF_8 = 127;

  /** The largest length of 2 bytes. */
  static final int MAX_SHORT = 0xffff;

  private MessageHeader() {}

  /**
   * Puts the header in front of the payload: into the payload's own buffer, whose reader index then
   * moves to it, if there is room that nobody else uses.
   *
   * @return the header in a buffer of its own, to be written before; null if there was room
   */
  static @Nullable ByteBuf inFrontOf(ByteBuf payload, ByteBufAllocator allocator) {
    int length = payload.readableBytes();
    int headerBytes = FIXED_BYTES + lengthBytes(length);
    int start = payload.readerIndex() - headerBytes;
    if (start >= 0 && payload.refCnt() == 1) {
      set(payload, start, length);
      payload.readerIndex(start);
      return null;
    }
    ByteBuf header = allocator.buffer(headerBytes);
    set(header, 0, length);
    return header.writerIndex(headerBytes);
  }

  private static int lengthBytes(int length) {
    if (length < LENGTH_OF_2) {
      return 0;
    }
    return length <= MAX_SHORT ? Short.BYTES : Long.BYTES;
  }

  private static void set(ByteBuf header, int start, int length) {
    header.setByte(start, Opcode.FIN | Opcode.BINARY);
    switch (lengthBytes(length)) {
      case 0 -> header.setByte(start + 1, length);
      case Short.BYTES -> header.setByte(start + 1, LENGTH_OF_2).setShort(start + 2, length);
      default -> header.setByte(start + 1, LENGTH_OF_8).setLong(start + 2, length);
    }
  }
}
