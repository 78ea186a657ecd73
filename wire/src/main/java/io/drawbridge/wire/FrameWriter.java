package io.drawbridge.wire;

import static io.drawbridge.wire.Frame.MIN_LENGTH;

import io.netty.buffer.ByteBuf;

/**
 * Appends frames to a buffer. Nothing is checked that a caller of this module controls; sizes are
 * limited by whoever accepted the body. Bodies given as buffers are read from their reader index,
 * which does not move, and stay the caller's.
 */
public final class FrameWriter {
  private FrameWriter() {}

  /** A frame whose body is a protocol buffer: CONNECT, CONNECTED, AUTH, GOAWAY, CLOSE. */
  public static void control(ByteBuf out, FrameType type, byte[] body) {
    header(out, type, 0, 0, 0, body.length);
    out.writeBytes(body);
  }

  /** PING, or PONG without news. */
  public static void empty(ByteBuf out, FrameType type) {
    header(out, type, 0, 0, 0, 0);
  }

  /** PONG with news; {@code state} as packed by {@link LaneState}. */
  public static void pong(ByteBuf out, int state) {
    header(out, FrameType.PONG, 0, 0, 0, LaneState.BYTES);
    out.writeInt(state);
  }

  /**
   * UPSTREAM.
   *
   * @param flags {@link FrameFlags#SENT_BEFORE} or 0
   */
  public static void upstream(ByteBuf out, int service, long seq, int flags, byte[] body) {
    header(out, FrameType.UPSTREAM, flags, service, seq, body.length);
    out.writeBytes(body);
  }

  /** UPSTREAM that gives a number up; {@code flags} as for {@link #upstream}. */
  public static void voidUpstream(ByteBuf out, int service, long seq, int flags) {
    header(out, FrameType.UPSTREAM, flags | FrameFlags.VOID, service, seq, 0);
  }

  /** UPSTREAM_ACK without news: everything of the lane up to {@code seq} is with the business. */
  public static void upstreamAck(ByteBuf out, int service, long seq) {
    header(out, FrameType.UPSTREAM_ACK, 0, service, seq, 0);
  }

  /** UPSTREAM_ACK with news; {@code state} as packed by {@link LaneState}. */
  public static void upstreamAck(ByteBuf out, int service, long seq, int state) {
    header(out, FrameType.UPSTREAM_ACK, 0, service, seq, LaneState.BYTES);
    out.writeInt(state);
  }

  /** UPSTREAM_NACK; {@code body} is a {@code client.v1.UpstreamNack}. */
  public static void upstreamNack(ByteBuf out, int service, long seq, byte[] body) {
    header(out, FrameType.UPSTREAM_NACK, 0, service, seq, body.length);
    out.writeBytes(body);
  }

  /** DOWNSTREAM with a push id; {@code seq} 0 = not acknowledged. */
  public static void downstream(
      ByteBuf out, long seq, long pushIdHigh, long pushIdLow, ByteBuf body) {
    header(
        out,
        FrameType.DOWNSTREAM,
        FrameFlags.PUSH_ID,
        0,
        seq,
        FrameFlags.PUSH_ID_BYTES + body.readableBytes());
    out.writeLong(pushIdHigh).writeLong(pushIdLow);
    out.writeBytes(body, body.readerIndex(), body.readableBytes());
  }

  /** DOWNSTREAM that answers the client's message {@code replySeq} to {@code replyService}. */
  public static void reply(
      ByteBuf out, long seq, PushId id, int replyService, long replySeq, ByteBuf body) {
    header(
        out,
        FrameType.DOWNSTREAM,
        FrameFlags.PUSH_ID | FrameFlags.REPLY,
        0,
        seq,
        FrameFlags.PUSH_ID_BYTES + FrameFlags.REPLY_BYTES + body.readableBytes());
    out.writeLong(id.high()).writeLong(id.low()).writeShort(replyService).writeLong(replySeq);
    out.writeBytes(body, body.readerIndex(), body.readableBytes());
  }

  /** DOWNSTREAM_ACK: the client library has everything up to {@code seq}. */
  public static void downstreamAck(ByteBuf out, long seq) {
    header(out, FrameType.DOWNSTREAM_ACK, 0, 0, seq, 0);
  }

  /** CURSOR: the application has handled everything up to this mailbox id. */
  public static void cursor(ByteBuf out, long incarnation, long counter) {
    header(out, FrameType.CURSOR, 0, 0, 0, FrameFlags.MAILBOX_ID_BYTES);
    out.writeLong(incarnation).writeLong(counter);
  }

  /**
   * A header alone; {@code bytesAfter} bytes of prefixes and body must follow. For callers that
   * write other combinations of prefixes than the methods above.
   */
  public static void header(
      ByteBuf out, FrameType type, int flags, int service, long seq, int bytesAfter) {
    out.writeInt(MIN_LENGTH + bytesAfter)
        .writeByte(type.code())
        .writeByte(flags)
        .writeShort(service)
        .writeLong(seq);
  }
}
