package io.drawbridge.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Buffers of one size to read sockets into. A channel usually has a counter of its own for the
 * reads of one pass, or even an estimate of what comes next (128 bytes together); here each event
 * loop has one for all its channels, since it reads one after the other.
 *
 * <p>Threads: any; a channel may move to another loop between two passes.
 */
public final class LoopReceiveBuffers implements RecvByteBufAllocator {
  /**
   * Holds what most clients send at once, and 170 small messages of one that sends many. A large
   * frame takes several reads of a pass.
   */
  static final int BUFFER_BYTES = 8 << 10;

  /** Reads of one socket before the next one has its turn. */
  static final int READS_IN_PASS = 16;

  private static final FastThreadLocal<Pass> PASS =
      new FastThreadLocal<>() {
        @Override
        protected Pass initialValue() {
          return new Pass();
        }
      };

  private static final ExtendedHandle HANDLE = new OfThisThread();

  /** What one loop reads now. */
  private static final class Pass {
    private boolean autoRead;
    private int reads;
    private int total;
    private int attempted;
    private int last;
  }

  @Override
  public ExtendedHandle newHandle() {
    return HANDLE;
  }

  /** Stateless: what it counts is the loop's. */
  private static final class OfThisThread implements ExtendedHandle {
    @Override
    public void reset(ChannelConfig config) {
      Pass pass = PASS.get();
      pass.autoRead = config.isAutoRead();
      pass.reads = 0;
      pass.total = 0;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return allocator.ioBuffer(BUFFER_BYTES);
    }

    @Override
    public int guess() {
      return BUFFER_BYTES;
    }

    @Override
    public void incMessagesRead(int messages) {
      PASS.get().reads += messages;
    }

    @Override
    public void lastBytesRead(int bytes) {
      Pass pass = PASS.get();
      pass.last = bytes;
      if (bytes > 0) {
        pass.total += bytes;
      }
    }

    @Override
    public int lastBytesRead() {
      return PASS.get().last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      PASS.get().attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return PASS.get().attempted;
    }

    @Override
    public boolean continueReading() {
      Pass pass = PASS.get();
      return pass.last == pass.attempted && goesOn(pass);
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
      return maybeMoreData.get() && goesOn(PASS.get());
    }

    private static boolean goesOn(Pass pass) {
      return pass.autoRead && pass.reads < READS_IN_PASS && pass.total > 0;
    }

    @Override
    public void readComplete() {
      // The next pass begins with reset.
    }
  }
}
