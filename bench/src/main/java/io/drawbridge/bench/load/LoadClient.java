package io.drawbridge.bench.load;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.proto.client.v1.UpstreamNack;
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

/** One client: sends what it is told to, and tells {@link Load} what comes back. On the loop. */
final class LoadClient extends ChannelInboundHandlerAdapter {
  private static final int FIRST_BUFFER_BYTES = 256;

  private final Load load;
  private final byte[] connect;
  private final FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf partial;
  private @Nullable ByteBuf gathered;
  private boolean connected;
  private boolean left;
  private long sent; // lane seq of the last message, or PINGs sent
  private long answered;
  private long downstreamSeq;
  private long downstreamAcked;
  private long[] intendedNanos = new long[4]; // of unanswered messages, by seq

  LoadClient(Load load, byte[] connect) {
    this.load = load;
    this.connect = connect;
  }

  @Override
  public void channelActive(ChannelHandlerContext opened) {
    context = opened;
    FrameWriter.control(out(), FrameType.CONNECT, connect);
    flush();
  }

  /** Sends one message that should have left at {@code nanos}; it leaves with {@link #flush}. */
  void send(long nanos) {
    if (sent - answered == intendedNanos.length) {
      grow();
    }
    sent++;
    intendedNanos[place(sent)] = nanos;
    load.writeMessage(out(), sent);
  }

  private void grow() {
    long[] larger = new long[intendedNanos.length * 2];
    for (long seq = answered + 1; seq <= sent; seq++) {
      larger[(int) (seq & (larger.length - 1))] = intendedNanos[place(seq)];
    }
    intendedNanos = larger;
  }

  private int place(long seq) {
    return (int) (seq & (intendedNanos.length - 1));
  }

  /** Writes what was gathered. */
  void flush() {
    ByteBuf out = gathered;
    ChannelHandlerContext at = context;
    if (out != null && at != null) {
      gathered = null;
      var _ = at.writeAndFlush(out, at.voidPromise());
    }
  }

  /** A heartbeat. */
  void ping() {
    FrameWriter.empty(out(), FrameType.PING);
    flush();
  }

  /** Whatever comes from now on stays where it is. */
  void stopReading() {
    ChannelHandlerContext at = context;
    if (at != null) {
      at.channel().config().setAutoRead(false);
    }
  }

  /** Says goodbye and leaves the socket to the other side. */
  void leave(byte[] close) {
    left = true;
    FrameWriter.control(out(), FrameType.CLOSE, close);
    flush();
  }

  private ByteBuf out() {
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

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) throws ProtocolViolation {
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

  private void handle(Frame frame) {
    switch (frame.type()) {
      case CONNECTED -> {
        connected = true;
        load.connected(this);
      }
      case UPSTREAM_ACK -> answeredUpTo(frame.seq());
      case PONG -> {
        if (load.counts(FrameType.PONG)) {
          answeredUpTo(answered + 1);
        }
      }
      case UPSTREAM_NACK -> nacked(frame);
      case DOWNSTREAM -> {
        load.received();
        downstreamSeq = Math.max(downstreamSeq, frame.seq());
      }
      case GOAWAY, CLOSE -> load.refused(frame);
      case CONNECT, AUTH, UPSTREAM, DOWNSTREAM_ACK, PING, CURSOR ->
          throw new IllegalStateException(frame + " (expected: none from a gateway)");
    }
  }

  private void answeredUpTo(long seq) {
    while (answered < Math.min(seq, sent)) {
      answered++;
      load.answered(this, intendedNanos[place(answered)]);
    }
  }

  /** Counted as a failure, and sent again: a run with one is no run. */
  private void nacked(Frame frame) {
    long seq = frame.seq();
    long[] again = new long[(int) Math.max(0, sent - seq + 1)]; // their intended times
    for (int i = 0; i < again.length; i++) {
      again[i] = intendedNanos[place(seq + i)];
    }
    load.failed("a message was refused: " + reason(frame));
    answeredUpTo(seq - 1);
    sent = seq - 1;
    for (long nanos : again) {
      send(nanos);
    }
    flush();
  }

  private static String reason(Frame nack) {
    try {
      UpstreamNack body = UpstreamNack.parseFrom(nack.body().nioBuffer());
      return body.getReason() + ", " + body.getText();
    } catch (InvalidProtocolBufferException e) {
      return "its reason cannot be read: " + e.getMessage();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext at) {
    if (downstreamAcked < downstreamSeq) {
      downstreamAcked = downstreamSeq;
      FrameWriter.downstreamAck(out(), downstreamSeq);
    }
    flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) {
    ByteBuf rest = partial;
    partial = null;
    if (rest != null) {
      rest.release();
    }
    load.gone(this, connected);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    if (!left) { // its end of the encryption may meet a socket that is closed
      load.failed("a socket failed: " + cause.getMessage());
    }
    var _ = at.close();
  }
}
