package io.drawbridge.bench.handover;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.bench.business.FollowedMessage;
import io.drawbridge.bench.load.FrameLink;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.FrameWriter;
import io.netty.channel.ChannelHandlerContext;

/** A client with one connection in its life. On the loop. */
final class LongClient extends FrameLink {
  private static final int SERVICE = 1;

  private final int number;
  private final Listener listener;
  private final SenderLane lane = new SenderLane();
  private boolean connected;
  private boolean over;
  private int pings; // unanswered
  private long repliesOfOthers;
  private long downstreamSeq;
  private long downstreamAcked;

  /** Its place among those that send; their owner's. */
  int place;

  /** Is told what happens. On the loop. */
  interface Listener extends SenderLane.Acknowledged {
    void connected(LongClient client);

    /**
     * A message was not taken; {@link #sendAgain} after that time, unless it is wanted by nobody.
     */
    void refused(LongClient client, UpstreamNack nack);

    /** Its connection is over. */
    void ended(LongClient client, String why);
  }

  /** {@code number}: what its messages name it by. */
  LongClient(int number, byte[] connect, Listener listener) {
    super(connect);
    this.number = number;
    this.listener = listener;
  }

  /** Sends a message that is due; false if the gateway's window has no room for it. */
  boolean send(long dueNanos) {
    boolean room = lane.due(dueNanos);
    writeDue();
    flush();
    return room;
  }

  /** Sends what was refused, and what is behind it. */
  void sendAgain() {
    lane.resume();
    if (!over) {
      writeDue();
      flush();
    }
  }

  private void writeDue() {
    boolean again = lane.nextWasWritten();
    for (long seq = lane.next(); seq > 0; seq = lane.next()) {
      byte[] body = new FollowedMessage(number, seq).body();
      FrameWriter.upstream(out(), SERVICE, seq, again ? FrameFlags.SENT_BEFORE : 0, body);
      again = lane.nextWasWritten();
    }
  }

  /** Its PONG is awaited from now on. */
  void askForPong() {
    if (!over) {
      pings++;
      ping();
    }
  }

  boolean isOver() {
    return over;
  }

  /** Everything it sent is answered. */
  boolean isAtRest() {
    return lane.isAtRest() && pings == 0;
  }

  /** It said PING, and nobody answered. */
  boolean awaitsPong() {
    return pings > 0;
  }

  SenderLane lane() {
    return lane;
  }

  /** Replies that were for others, or for nothing that it sent. */
  long repliesOfOthers() {
    return repliesOfOthers;
  }

  @Override
  protected void handle(Frame frame) {
    switch (frame.type()) {
      case CONNECTED -> {
        connected = true;
        listener.connected(this);
      }
      case UPSTREAM_ACK -> {
        lane.acknowledged(frame.seq(), listener);
        writeDue();
      }
      case UPSTREAM_NACK -> {
        lane.refused(frame.seq(), listener);
        listener.refused(this, read(frame));
      }
      case DOWNSTREAM -> {
        downstreamSeq = Math.max(downstreamSeq, frame.seq());
        replied(frame);
      }
      case PONG -> pings = Math.max(0, pings - 1);
      case GOAWAY, CLOSE -> end("sent away by " + frame);
      case CONNECT, AUTH, UPSTREAM, DOWNSTREAM_ACK, PING, CURSOR ->
          throw new IllegalStateException(frame + " (expected: none from a gateway)");
    }
  }

  private static UpstreamNack read(Frame nack) {
    try {
      return UpstreamNack.parseFrom(nack.body().nioBuffer());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an UPSTREAM_NACK that cannot be read", e);
    }
  }

  private void replied(Frame push) {
    FollowedMessage message = FollowedMessage.read(push.body().nioBuffer());
    boolean ours = push.has(FrameFlags.REPLY) && message.client() == number;
    if (ours && push.replySeq() == message.seq()) {
      lane.replied(message.seq());
    } else {
      repliesOfOthers++;
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

  private void end(String why) {
    if (!over) {
      over = true;
      listener.ended(this, connected ? why : "before CONNECTED: " + why);
    }
  }

  @Override
  protected void ended() {
    end("the connection ended");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    end(cause.toString());
    var _ = at.close();
  }
}
