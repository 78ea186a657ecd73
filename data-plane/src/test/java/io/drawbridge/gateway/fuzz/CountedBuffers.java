package io.drawbridge.gateway.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;

/** Buffers whose memory is counted to the byte, and a channel that has no others. */
public final class CountedBuffers {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

  /** A channel with these buffers. */
  public EmbeddedChannel channel() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setAllocator(allocator);
    return channel;
  }

  /** As if received; exactly as large as its bytes. */
  public ByteBuf received(byte[] bytes, int from, int to) {
    return allocator.heapBuffer(to - from, to - from).writeBytes(bytes, from, to - from);
  }

  /** Bytes of buffers that nobody has released. */
  public long bytesHeld() {
    return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
  }

  /** Throws if more is held. */
  public void requireAtMost(long bytes, String what) {
    if (bytesHeld() > bytes) {
      throw new AssertionError(
          what + ": " + bytesHeld() + " bytes held (expected: <= " + bytes + ")");
    }
  }
}
