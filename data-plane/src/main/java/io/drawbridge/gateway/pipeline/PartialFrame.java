package io.drawbridge.gateway.pipeline;

import io.drawbridge.wire.FrameReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the beginning of a frame between two reads. Its buffer grows with what has come and not
 * with what was announced: a client that announces much and sends little holds little.
 */
final class PartialFrame {
  private PartialFrame() {}

  /**
   * What was left over and what has come, in one buffer, which the caller releases; it takes both.
   */
  static ByteBuf join(ByteBufAllocator alloc, @Nullable ByteBuf before, ByteBuf received) {
    if (before == null) {
      return received;
    }
    ByteBuf both = before;
    if (before.maxFastWritableBytes() < received.readableBytes()) {
      both = alloc.buffer(room(before, before.readableBytes() + received.readableBytes()));
      both.writeBytes(before);
      before.release();
    }
    both.writeBytes(received);
    received.release();
    return both;
  }

  /**
   * The beginning of a frame that {@code bytes} ends with; null if there is none. The caller
   * releases both.
   *
   * @param received the buffer of this read, which is too large to be kept
   */
  @SuppressWarnings("ReferenceEquality") // the very buffer is meant, not one of equal bytes
  static @Nullable ByteBuf rest(ByteBufAllocator alloc, ByteBuf bytes, ByteBuf received) {
    int have = bytes.readableBytes();
    if (have == 0) {
      return null;
    }
    int room = room(bytes, have);
    boolean isOurs = bytes != received;
    return isOurs && bytes.capacity() <= 2 * room
        ? bytes.retain()
        : alloc.buffer(room).writeBytes(bytes);
  }

  /** What a buffer is made for that has the beginning of a frame. */
  private static int room(ByteBuf beginning, int have) {
    long whole = Math.max(FrameReader.announcedBytes(beginning), have);
    return (int) Math.min(whole, 2L * have);
  }
}
