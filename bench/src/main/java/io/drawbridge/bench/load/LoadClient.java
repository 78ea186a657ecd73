package io.drawbridge.bench.load;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.channel.ChannelHandlerContext;

/** One client: sends what it is told to, and tells {@link Load} what comes back. On the loop. */
final class LoadClient extends FrameLink {
  private final Load load;
  private boolean connected;
  private boolean left;
  private long sent; // lane seq of the last message, or PINGs sent
  private long answered;
  private long downstreamSeq;
  private long downstreamAcked;
  private long[] intendedNanos = new long[4]; // of unanswered messages, by seq

  LoadClient(Load load, byte[] connect) {
    super(connect);
    this.load = load;
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

  /** Says goodbye for good: how its socket ends from now on is nobody's failure. */
  void leaveForGood() {
    left = true;
    leave();
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

  @Override
  protected void handle(Frame frame) {
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
    super.channelReadComplete(at);
  }

  @Override
  protected void ended() {
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
