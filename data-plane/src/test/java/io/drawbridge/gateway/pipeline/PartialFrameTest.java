package io.drawbridge.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

final class PartialFrameTest {
  private static final int MIB = 1 << 20;
  private static final int READ_BYTES = 8 << 10;

  private final ByteBufAllocator alloc = UnpooledByteBufAllocator.DEFAULT;

  @Test
  void nothingIsKeptOfWholeFrames() {
    ByteBuf received = Unpooled.buffer().writeZero(16).skipBytes(16);
    assertThat(PartialFrame.rest(alloc, received, received)).isNull();
    received.release();
  }

  @Test
  void whoAnnouncesMuchAndSendsLittleHoldsLittle() {
    ByteBuf received = alloc.buffer(READ_BYTES).writeInt(MIB).writeZero(96);
    ByteBuf kept = PartialFrame.rest(alloc, received, received);
    received.release();

    assertThat(kept).isNotNull();
    assertThat(kept.readableBytes()).isEqualTo(100);
    assertThat(kept.capacity()).isEqualTo(200);
    kept.release();
  }

  @Test
  void aLargeFrameIsCopiedAFewTimesOnly() {
    ByteBuf partial = null;
    int whole = 4 + MIB;
    int buffers = 0;
    int capacity = 0;
    for (int have = 0; have < whole; have += READ_BYTES) {
      ByteBuf received = alloc.buffer(READ_BYTES);
      if (have == 0) {
        received.writeInt(MIB);
      }
      received.writeZero(Math.min(READ_BYTES, whole - have) - received.readableBytes());
      ByteBuf bytes = PartialFrame.join(alloc, partial, received);
      ByteBuf rest = PartialFrame.rest(alloc, bytes, received);
      assertThat(rest).isNotNull();
      buffers += rest.capacity() == capacity ? 0 : 1;
      capacity = rest.capacity();
      bytes.release();
      partial = rest;
    }
    assertThat(partial).isNotNull();
    assertThat(partial.readableBytes()).isEqualTo(whole);
    assertThat(partial.capacity()).isLessThanOrEqualTo(2 * whole);
    assertThat(partial.refCnt()).isEqualTo(1);
    assertThat(buffers).isLessThan(12); // 8 KiB to 1 MiB by doubling
    partial.release();
  }
}
