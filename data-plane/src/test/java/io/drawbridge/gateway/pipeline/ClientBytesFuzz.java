package io.drawbridge.gateway.pipeline;

import io.drawbridge.gateway.attach.Attach;
import io.drawbridge.gateway.attach.RefusingAttach;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.fuzz.CountedBuffers;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.measure.JvmUsage;
import io.drawbridge.gateway.measure.LoopMeasures;
import io.drawbridge.wire.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * A client before CONNECTED: whatever it sends, it is held by no more bytes than the largest
 * CONNECT has, and gets CLOSE at most; nothing is thrown, nothing leaks.
 */
public final class ClientBytesFuzz {
  private static final int LARGEST_FRAME_BYTES =
      Frame.LENGTH_FIELD_BYTES + Frame.MAX_LENGTH_BEFORE_CONNECTED;

  private static final int CLOSE_CODE = 12;

  private static final LoopMeasures MEASURES =
      new GatewayMeasures(System::nanoTime, new JvmUsage(System::nanoTime, () -> 0, 0)).newLoop();
  private static final Attach ATTACH = RefusingAttach.create();

  private ClientBytesFuzz() {}

  /** The first byte chooses how many bytes a read brings. */
  public static void fuzzerTestOneInput(byte[] input) {
    CountedBuffers buffers = new CountedBuffers();
    EmbeddedChannel channel = buffers.channel();
    Loop loop = new Loop(0, channel.eventLoop(), MEASURES);
    // Nobody gets as far as the services and their businesses.
    FrameRouter router = new FrameRouter(loop, ATTACH, null, null, System::nanoTime, null);
    ClientHandler client = new ClientHandler(router);
    channel.pipeline().addLast("client", client);
    client.channelActive(channel.pipeline().context(client));

    int chunk = input.length == 0 ? 1 : 1 + (input[0] & 0xff) * 16;
    for (int at = 1; at < input.length && channel.isOpen(); at += chunk) {
      channel.writeInbound(buffers.received(input, at, Math.min(input.length, at + chunk)));
      requireNothingButClose(channel);
      buffers.requireAtMost(LARGEST_FRAME_BYTES, "before CONNECTED");
    }
    channel.checkException();
    channel.finishAndReleaseAll();
    buffers.requireAtMost(0, "after the end");
  }

  private static void requireNothingButClose(EmbeddedChannel channel) {
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      int type = next.getUnsignedByte(next.readerIndex() + Frame.LENGTH_FIELD_BYTES);
      next.release();
      if (type != CLOSE_CODE) {
        throw new AssertionError("written: type " + type + " (expected: CLOSE)");
      }
    }
  }
}
