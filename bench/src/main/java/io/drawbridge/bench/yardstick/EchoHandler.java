package io.drawbridge.bench.yardstick;

import static io.drawbridge.wire.Frame.HEADER_BYTES;
import static io.drawbridge.wire.Frame.LENGTH_FIELD_BYTES;
import static io.drawbridge.wire.Frame.MIN_LENGTH;

import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One connection of {@link NettyEcho}. Frames are parsed where they were read; what one read pass
 * has to say is one buffer and one flush.
 */
final class EchoHandler extends ChannelInboundHandlerAdapter {
  /** Larger frames are no yardstick's. */
  private static final int LARGEST_LENGTH = (1 << 16) - LENGTH_FIELD_BYTES;

  /** Room for a CONNECTED; a buffer grows if a pass has more to say. */
  private static final int ANSWER_BYTES = 192;

  /** Its place in {@link FanOut}; -1 = none. */
  int member = -1;

  private final FanOut fanOut;
  private final Channel channel;
  private @Nullable ByteBuf partial;
  private @Nullable ByteBuf answers;
  private long pushed;

  /** The ack that waits for the last message of its lane: 0 = none. */
  private long acked;

  private int ackedService;

  EchoHandler(FanOut fanOut, Channel channel) {
    this.fanOut = fanOut;
    this.channel = channel;
  }

  Channel channel() {
    return channel;
  }

  /** The number of the next push of this connection. */
  long nextPush() {
    return ++pushed;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = joined((ByteBuf) message);
    boolean goesOn = answerAll(context, in);
    if (goesOn && in.isReadable()) {
      partial = context.alloc().buffer(in.readableBytes()).writeBytes(in);
    }
    in.release();
    if (!goesOn) {
      writeAnswers(context);
      context.flush();
      var _ = context.close();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (writeAnswers(context)) {
      context.flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fanOut.leave(this);
    release(partial);
    release(answers);
    partial = null;
    answers = null;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }

  private ByteBuf joined(ByteBuf in) {
    if (partial == null) {
      return in;
    }
    ByteBuf whole = partial.writeBytes(in);
    partial = null;
    in.release();
    return whole;
  }

  /** False when the connection is to be ended. */
  private boolean answerAll(ChannelHandlerContext context, ByteBuf in) {
    while (in.readableBytes() >= HEADER_BYTES) {
      int start = in.readerIndex();
      int length = in.getInt(start);
      if (length < MIN_LENGTH || length > LARGEST_LENGTH) {
        return false;
      }
      if (in.readableBytes() < LENGTH_FIELD_BYTES + length) {
        return true;
      }
      in.skipBytes(LENGTH_FIELD_BYTES + length);
      if (!answer(context, in, start, length)) {
        return false;
      }
    }
    return true;
  }

  private boolean answer(ChannelHandlerContext context, ByteBuf in, int start, int length) {
    int type = in.getUnsignedByte(start + 4);
    if (type == FrameType.UPSTREAM.code()) {
      takeUpstream(context, in.getUnsignedShort(start + 6), in.getLong(start + 8));
    } else if (type == FrameType.PING.code()) {
      FrameWriter.empty(answers(context), FrameType.PONG);
    } else if (type == FrameType.CONNECT.code()) {
      FrameWriter.control(answers(context), FrameType.CONNECTED, Bodies.CONNECTED);
      fanOut.join(this);
    } else if (type == FrameType.CLOSE.code()) {
      FrameWriter.control(answers(context), FrameType.CLOSE, Bodies.CLOSE);
      return false;
    } else if (type == FanOutOrder.FAN_OUT) {
      return length == MIN_LENGTH + FanOutOrder.BYTES
          && fanOut.begin(this, FanOutOrder.read(in, start + HEADER_BYTES));
    }
    return true; // DOWNSTREAM_ACK, and what a yardstick need not know
  }

  private void takeUpstream(ChannelHandlerContext context, int service, long seq) {
    if (acked > 0 && service != ackedService) {
      writeAck(context);
    }
    ackedService = service;
    acked = seq;
  }

  private void writeAck(ChannelHandlerContext context) {
    if (acked > 0) {
      FrameWriter.upstreamAck(answers(context), ackedService, acked);
      acked = 0;
    }
  }

  private ByteBuf answers(ChannelHandlerContext context) {
    ByteBuf out = answers;
    if (out == null) {
      out = context.alloc().directBuffer(ANSWER_BYTES);
      answers = out;
    }
    return out;
  }

  private boolean writeAnswers(ChannelHandlerContext context) {
    writeAck(context);
    ByteBuf out = answers;
    if (out == null) {
      return false;
    }
    answers = null;
    var _ = context.write(out, context.voidPromise());
    return true;
  }

  private static void release(@Nullable ByteBuf buffer) {
    if (buffer != null) {
      buffer.release();
    }
  }
}
