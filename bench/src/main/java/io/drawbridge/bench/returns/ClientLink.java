package io.drawbridge.bench.returns;

import com.google.protobuf.InvalidProtocolBufferException;
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
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection of a client: says CONNECT, and PING when it is asked to. On the loop. */
final class ClientLink extends ByteToMessageDecoder {
  private final ReturningClient client;
  private final Listener listener;
  private final FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
  private final Deque<Long> pings = new ArrayDeque<>(1); // due, unanswered
  private @Nullable ChannelHandlerContext context;

  /** Its place among those that are connected; their owner's. */
  int place;

  /** Is told what happens. On the loop. */
  interface Listener {
    void connected(ClientLink link);

    void refused(ClientLink link);

    /** A PING that was due then is answered. */
    void answered(long dueNanos);

    void ended(ClientLink link);
  }

  ClientLink(ReturningClient client, Listener listener) {
    this.client = client;
    this.listener = listener;
  }

  ReturningClient client() {
    return client;
  }

  @Override
  public void channelActive(ChannelHandlerContext opened) {
    context = opened;
    ByteBuf out = opened.alloc().directBuffer();
    FrameWriter.control(out, FrameType.CONNECT, client.connect());
    var _ = opened.writeAndFlush(out);
  }

  /** Only while it is connected. */
  void ping(long dueNanos) {
    ChannelHandlerContext at = context;
    if (at != null) {
      pings.add(dueNanos);
      ByteBuf out = at.alloc().directBuffer(Frame.HEADER_BYTES);
      FrameWriter.empty(out, FrameType.PING);
      var _ = at.writeAndFlush(out);
    }
  }

  /** Says goodbye; the gateway ends the connection. */
  void leave() {
    ChannelHandlerContext at = context;
    if (at != null) {
      Close close = Close.newBuilder().setCode(CloseReason.CLIENT_LEFT.code()).build();
      ByteBuf out = at.alloc().directBuffer();
      FrameWriter.control(out, FrameType.CLOSE, close.toByteArray());
      var _ = at.writeAndFlush(out);
    }
  }

  /** Its CONNECT was not answered in time; false if that socket is gone anyway. */
  boolean giveUp() {
    ChannelHandlerContext at = context;
    boolean waits = at != null && at.channel().isActive();
    if (at != null) {
      var _ = at.close();
    }
    return waits;
  }

  @Override
  protected void decode(ChannelHandlerContext at, ByteBuf in, List<Object> out)
      throws ProtocolViolation, InvalidProtocolBufferException {
    while (reader.next(in)) {
      take(reader.frame());
    }
  }

  private void take(Frame frame) throws InvalidProtocolBufferException {
    switch (frame.type()) {
      case CONNECTED -> {
        client.connected(frame, System.nanoTime());
        listener.connected(this);
      }
      case GOAWAY -> {
        client.goAway(frame);
        listener.refused(this);
      }
      case CLOSE -> client.closed(frame);
      case PONG -> {
        Long due = pings.poll();
        if (due != null) {
          listener.answered(due);
        }
      }
      default -> {
        // Nothing else was asked for.
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) throws Exception {
    super.channelInactive(at);
    listener.ended(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    var _ = at.close(); // a killed gateway resets its connections
  }
}
