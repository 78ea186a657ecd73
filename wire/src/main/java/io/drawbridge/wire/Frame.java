package io.drawbridge.wire;

import static io.drawbridge.wire.FrameFlags.MAILBOX_ID;
import static io.drawbridge.wire.FrameFlags.MAILBOX_ID_BYTES;
import static io.drawbridge.wire.FrameFlags.PUSH_ID;
import static io.drawbridge.wire.FrameFlags.PUSH_ID_BYTES;
import static io.drawbridge.wire.FrameFlags.REPLY;
import static io.drawbridge.wire.FrameFlags.TRACE;
import static io.drawbridge.wire.FrameFlags.TRACE_BYTES;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A view of one whole frame inside a buffer, reused for every frame of its {@link FrameReader}:
 * valid until the reader's next call, and so is every buffer it hands out. Copy or retain what is
 * to stay.
 *
 * <pre>
 *  0        4     5     6        8                16
 *  | length |type |flags| service|      seq       | prefixes | body
 * </pre>
 */
public final class Frame {
  /** Bytes in front of the prefixes and the body. */
  public static final int HEADER_BYTES = 16;

  /** The length field counts what follows it: the rest of the header, prefixes and body. */
  public static final int LENGTH_FIELD_BYTES = 4;

  /** The smallest value of the length field: a frame without prefixes and body. */
  public static final int MIN_LENGTH = HEADER_BYTES - LENGTH_FIELD_BYTES;

  /** The largest value of the length field, 1 MiB: what a client may rely on. */
  public static final int MAX_LENGTH = 1 << 20;

  /** The largest value of the length field before CONNECTED: room for CONNECT and nothing else. */
  public static final int MAX_LENGTH_BEFORE_CONNECTED = 16 << 10;

  /** The largest sequence number, 2^53 - 1: every JavaScript number below is exact. */
  public static final long MAX_SEQ = (1L << 53) - 1;

  private FrameType type = FrameType.PING;
  private int flags;
  private int service;
  private long seq;
  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private int prefixIndex;
  private int bodyIndex;
  private int bodyLength;

  Frame() {}

  void set(FrameType type, int flags, int service, long seq) {
    this.type = type;
    this.flags = flags;
    this.service = service;
    this.seq = seq;
  }

  void place(ByteBuf buffer, int prefixIndex, int bodyIndex, int bodyLength) {
    this.buffer = buffer;
    this.prefixIndex = prefixIndex;
    this.bodyIndex = bodyIndex;
    this.bodyLength = bodyLength;
  }

  public FrameType type() {
    return type;
  }

  /** True when all bits of {@code flag}, one of {@link FrameFlags}, are set. */
  public boolean has(int flag) {
    return (flags & flag) == flag;
  }

  /** Service number; 0 where the type has none. */
  public int service() {
    return service;
  }

  /** Sequence number; 0 where the type has none. */
  public long seq() {
    return seq;
  }

  /** Bytes after the prefixes. */
  public int bodyLength() {
    return bodyLength;
  }

  /** The body, borrowed: shares memory and life with the buffer it was read from. */
  public ByteBuf body() {
    return buffer.slice(bodyIndex, bodyLength);
  }

  /** A copy of the body. */
  public byte[] bodyBytes() {
    byte[] bytes = new byte[bodyLength];
    buffer.getBytes(bodyIndex, bytes);
    return bytes;
  }

  /** One unsigned 32-bit number: the state in the body of an ack or a PONG. */
  public int bodyInt() {
    return buffer.getInt(bodyIndex);
  }

  /** A copy of trace id and span id, 24 bytes. Only with {@link FrameFlags#TRACE}. */
  public byte[] trace() {
    byte[] bytes = new byte[TRACE_BYTES];
    buffer.getBytes(prefixIndex, bytes);
    return bytes;
  }

  /** First half of the push id. Only with {@link FrameFlags#PUSH_ID}. */
  public long pushIdHigh() {
    return buffer.getLong(pushIdIndex());
  }

  /** Second half of the push id. Only with {@link FrameFlags#PUSH_ID}. */
  public long pushIdLow() {
    return buffer.getLong(pushIdIndex() + Long.BYTES);
  }

  /** Only with {@link FrameFlags#MAILBOX_ID}. */
  public long mailboxIncarnation() {
    return buffer.getLong(mailboxIdIndex());
  }

  /** Only with {@link FrameFlags#MAILBOX_ID}. */
  public long mailboxCounter() {
    return buffer.getLong(mailboxIdIndex() + Long.BYTES);
  }

  /** Service of the answered message. Only with {@link FrameFlags#REPLY}. */
  public int replyService() {
    return buffer.getUnsignedShort(replyIndex());
  }

  /** Sequence number of the answered message. Only with {@link FrameFlags#REPLY}. */
  public long replySeq() {
    return buffer.getLong(replyIndex() + Short.BYTES);
  }

  private int pushIdIndex() {
    return prefixIndex + (has(TRACE) ? TRACE_BYTES : 0);
  }

  private int mailboxIdIndex() {
    return pushIdIndex() + (has(PUSH_ID) ? PUSH_ID_BYTES : 0);
  }

  private int replyIndex() {
    return mailboxIdIndex() + (has(MAILBOX_ID) ? MAILBOX_ID_BYTES : 0);
  }

  @Override
  public String toString() {
    return type
        + (type.hasService() ? " service " + service : "")
        + (seq > 0 ? " seq " + seq : "")
        + (has(REPLY) ? " reply" : "")
        + " body "
        + bodyLength
        + " bytes";
  }
}
