package io.drawbridge.bench.overload;

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
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client of one service, with at most one message on its way. What is due meanwhile waits here,
 * and leaves as soon as it can, unless its time is over by then. It is naive: a refused message is
 * not sent again, and the next one leaves when it is due, whatever the gateway has said. On the
 * loop.
 */
final class OverloadClient extends ByteToMessageDecoder {
  /** Well below what a gateway waits for a silent client. */
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final int service;
  private final byte[] connect;
  private final byte[] body;
  private final Listener listener;
  private final Backlog backlog = new Backlog();
  private final FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
  private @Nullable ChannelHandlerContext context;
  private long seq = 1; // of the message under way, else of the next
  private boolean underWay;
  private long dueNanos; // of the message under way
  private long wroteNanos;

  /** Is told what becomes of messages, by the time at which each was due. On the loop. */
  interface Listener {
    void connected(OverloadClient client);

    void acknowledged(OverloadClient client, long dueNanos);

    void refused(OverloadClient client, long dueNanos, String reason);

    /** Its time was over before it could leave. */
    void late(OverloadClient client, long dueNanos);

    /** What must not happen in a run. */
    void failed(String why);
  }

  OverloadClient(int service, byte[] connect, byte[] body, Listener listener) {
    this.service = service;
    this.connect = connect;
    this.body = body;
    this.listener = listener;
  }

  int service() {
    return service;
  }

  @Override
  public void channelActive(ChannelHandlerContext opened) {
    context = opened;
    ByteBuf out = opened.alloc().directBuffer();
    FrameWriter.control(out, FrameType.CONNECT, connect);
    write(out);
  }

  /** A message is due. */
  void due(long nanos) {
    if (backlog.isFull()) {
      listener.late(this, backlog.removeFirst());
    }
    backlog.add(nanos);
    sendNext();
  }

  private void sendNext() {
    long now = System.nanoTime();
    while (!underWay && !backlog.isEmpty()) {
      long due = backlog.removeFirst();
      if (now - due > Tally.DEADLINE_NANOS) {
        listener.late(this, due);
      } else {
        send(due);
      }
    }
  }

  private void send(long due) {
    ChannelHandlerContext at = context;
    if (at == null) {
      throw new IllegalStateException("not connected (expected: after CONNECTED)");
    }
    underWay = true;
    dueNanos = due;
    ByteBuf out = at.alloc().directBuffer(Frame.HEADER_BYTES + body.length);
    FrameWriter.upstream(out, service, seq, 0, body);
    write(out);
  }

  /** A heartbeat, if it has said nothing for long. */
  void pingIfSilent(long nowNanos) {
    ChannelHandlerContext at = context;
    if (at != null && nowNanos - wroteNanos > SILENT_NANOS) {
      ByteBuf out = at.alloc().directBuffer(Frame.HEADER_BYTES);
      FrameWriter.empty(out, FrameType.PING);
      write(out);
    }
  }

  private void write(ByteBuf out) {
    ChannelHandlerContext at = context;
    if (at != null) {
      wroteNanos = System.nanoTime();
      var _ = at.writeAndFlush(out, at.voidPromise());
    }
  }

  @Override
  protected void decode(ChannelHandlerContext at, ByteBuf in, List<Object> out)
      throws ProtocolViolation {
    while (reader.next(in)) {
      handle(reader.frame());
    }
  }

  private void handle(Frame frame) {
    switch (frame.type()) {
      case CONNECTED -> listener.connected(this);
      case UPSTREAM_ACK -> {
        if (answers(frame)) {
          seq++;
          listener.acknowledged(this, dueNanos);
          sendNext();
        }
      }
      case UPSTREAM_NACK -> {
        if (answers(frame)) { // the number is used again
          listener.refused(this, dueNanos, reason(frame));
          sendNext();
        }
      }
      case PONG, DOWNSTREAM -> {
        // Nobody waits for it.
      }
      case GOAWAY, CLOSE -> listener.failed("a client was sent away by " + frame);
      case CONNECT, AUTH, UPSTREAM, DOWNSTREAM_ACK, PING, CURSOR ->
          throw new IllegalStateException(frame + " (expected: none from a gateway)");
    }
  }

  private boolean answers(Frame frame) {
    boolean answers = underWay && frame.seq() == seq;
    underWay &= !answers;
    return answers;
  }

  private static String reason(Frame nack) {
    try {
      return UpstreamNack.parseFrom(nack.body().nioBuffer()).getReason().name();
    } catch (InvalidProtocolBufferException _) {
      return "UNREADABLE";
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) {
    listener.failed("a connection ended");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    listener.failed("a socket failed: " + cause);
    var _ = at.close();
  }
}
