package io.drawbridge.bench.load;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one client's connection: says CONNECT when it opens, reads frames, and gathers what
 * is to be written until the read pass is over. On the loop.
 */
public abstract class FrameLink extends ChannelInboundHandlerAdapter {
  private static final int FIRST_BUFFER_BYTES = 256;
  private static final byte[] GOODBYE =
      Close.newBuilder().setCode(CloseReason.CLIENT_LEFT.code()).build().toByteArray();

  private final byte[] connect;
  private final FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf partial;
  private @Nullable ByteBuf gathered;

  /** {@code connect}: body of the first frame. */
  protected FrameLink(byte[] connect) {
    this.connect = connect;
  }

  /** One frame from the gateway; valid during the call. */
  protected abstract void handle(Frame frame);

  /** The socket is gone, by whomever it was closed. */
  protected abstract void ended();

  @Override
  public final void channelActive(ChannelHandlerContext opened) {
    context = opened;
    FrameWriter.control(out(), FrameType.CONNECT, connect);
    flush();
  }

  /** What is written next goes here; it leaves with {@link #flush}. Only while it is open. */
  protected final ByteBuf out() {
    ByteBuf out = gathered;
    ChannelHandlerContext at = context;
    if (at == null) {
      throw new IllegalStateException("not connected (expected: after channelActive)");
    }
    if (out == null) {
      out = at.alloc().directBuffer(FIRST_BUFFER_BYTES);
      gathered = out;
    }
    return out;
  }

  /** Writes what was gathered. */
  protected final void flush() {
    ByteBuf out = gathered;
    ChannelHandlerContext at = context;
    if (out != null && at != null) {
      gathered = null;
      var _ = at.writeAndFlush(out, at.voidPromise());
    }
  }

  /** A heartbeat. */
  protected final void ping() {
    FrameWriter.empty(out(), FrameType.PING);
    flush();
  }

  /** Says goodbye and leaves the socket to the other side. */
  protected final void leave() {
    FrameWriter.control(out(), FrameType.CLOSE, GOODBYE);
    flush();
  }

  /** Closes the socket, behind what was written. */
  protected final void close() {
    ChannelHandlerContext at = context;
    if (at != null) {
      var _ = at.close();
    }
  }

  /** Whatever comes from now on stays where it is. */
  protected final void stopReading() {
    ChannelHandlerContext at = context;
    if (at != null) {
      at.channel().config().setAutoRead(false);
    }
  }

  @Override
  public final void channelRead(ChannelHandlerContext at, Object message) throws ProtocolViolation {
    ByteBuf bytes = joined(at, (ByteBuf) message);
    try {
      while (reader.next(bytes)) {
        handle(reader.frame());
      }
      if (bytes.isReadable()) {
        partial = at.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
      }
    } finally {
      bytes.release();
    }
  }

  private ByteBuf joined(ChannelHandlerContext at, ByteBuf received) {
    ByteBuf before = partial;
    if (before == null) {
      return received;
    }
    partial = null;
    ByteBuf both = at.alloc().buffer(before.readableBytes() + received.readableBytes());
    both.writeBytes(before).writeBytes(received);
    before.release();
    received.release();
    return both;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext at) {
    flush(); // what the frames of this pass were answered by
  }

  @Override
  public final void channelInactive(ChannelHandlerContext at) {
    release(partial);
    partial = null;
    release(gathered);
    gathered = null;
    ended();
  }

  private static void release(@Nullable ByteBuf rest) {
    if (rest != null) {
      rest.release();
    }
  }
}
