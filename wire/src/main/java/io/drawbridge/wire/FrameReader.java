package io.drawbridge.wire;

import static io.drawbridge.wire.Frame.HEADER_BYTES;
import static io.drawbridge.wire.Frame.LENGTH_FIELD_BYTES;
import static io.drawbridge.wire.Frame.MAX_SEQ;
import static io.drawbridge.wire.Frame.MIN_LENGTH;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds whole frames in received bytes and checks their headers. Holds no bytes itself: what is not
 * a whole frame yet stays in the caller's buffer. Not thread-safe.
 *
 * <pre>
 *   while (reader.next(received)) {
 *     handle(reader.frame());
 *   }
 * </pre>
 */
public final class FrameReader {
  private final Side sender;
  private final Frame frame = new Frame();
  private int maxLength;

  /**
   * Reads what {@code sender} sends.
   *
   * @param maxLength largest accepted value of the length field, in bytes
   */
  public FrameReader(Side sender, int maxLength) {
    this.sender = sender;
    this.maxLength = maxLength;
  }

  /** Changes the largest accepted value of the length field, for the frames after this one. */
  public void maxLength(int bytes) {
    maxLength = bytes;
  }

  /**
   * As {@link #next(ByteBuf)} with another limit. A reader holds nothing between frames, so one may
   * serve many connections of one thread, each with its own.
   */
  public boolean next(ByteBuf in, int maxLengthBytes) throws ProtocolViolation {
    maxLength = maxLengthBytes;
    return next(in);
  }

  /** The frame that the last call of {@link #next} found; the same object every time. */
  public Frame frame() {
    return frame;
  }

  /**
   * Moves the reader index of {@code in} behind the next whole frame and describes it in {@link
   * #frame}. Frames of a type that is to be skipped are passed over.
   *
   * @return false when {@code in} has no further whole frame; its partial bytes stay unread
   * @throws ProtocolViolation when the sender broke the protocol; {@code in} is then of no more use
   */
  public boolean next(ByteBuf in) throws ProtocolViolation {
    while (in.readableBytes() >= LENGTH_FIELD_BYTES) {
      int start = in.readerIndex();
      int length = checkedLength(in.getUnsignedInt(start));
      // Judge the header as soon as it is there: a bad one must not wait for a body.
      if (in.readableBytes() < HEADER_BYTES) {
        return false;
      }
      FrameType type = checkedHeader(in, start, length);
      if (in.readableBytes() < LENGTH_FIELD_BYTES + length) {
        return false;
      }
      in.skipBytes(LENGTH_FIELD_BYTES + length);
      if (type != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * The whole size in bytes of the frame that begins at the reader index, or 0 while its length
   * field is incomplete. A hint for sizing the buffer that collects it; checks nothing.
   */
  public static long announcedBytes(ByteBuf in) {
    return in.readableBytes() < LENGTH_FIELD_BYTES
        ? 0
        : LENGTH_FIELD_BYTES + in.getUnsignedInt(in.readerIndex());
  }

  private int checkedLength(long length) throws ProtocolViolation {
    if (length < MIN_LENGTH) {
      throw violation("frame length: " + length + " bytes (expected: >= " + MIN_LENGTH + ")");
    }
    if (length > maxLength) {
      throw new ProtocolViolation(
          CloseReason.FRAME_TOO_LARGE,
          "frame length: " + length + " bytes (expected: <= " + maxLength + ")");
    }
    return (int) length;
  }

  /** Fills {@link #frame} and returns its type, or null for a type that is to be skipped. */
  private @Nullable FrameType checkedHeader(ByteBuf in, int start, int length)
      throws ProtocolViolation {
    int code = in.getUnsignedByte(start + 4);
    if (code >= FrameType.FIRST_SKIPPED) {
      return null;
    }
    FrameType type = FrameType.of(code);
    if (type == null) {
      throw violation("frame type: " + code + " (expected: 1 to 13, or >= 128)");
    }
    if (!type.mayComeFrom(sender)) {
      throw violation(
          "frame type: "
              + type
              + " (expected: none from a "
              + sender.name().toLowerCase(Locale.ROOT)
              + ")");
    }
    int flags = in.getUnsignedByte(start + 5);
    int service = in.getUnsignedShort(start + 6);
    long seq = in.getLong(start + 8);
    checkNumbers(type, flags, service, seq);

    int prefixBytes = FrameFlags.prefixBytes(flags);
    int bodyLength = length - MIN_LENGTH - prefixBytes;
    checkBody(type, flags, bodyLength, prefixBytes);

    int prefixIndex = start + HEADER_BYTES;
    frame.set(type, flags, service, seq);
    frame.place(in, prefixIndex, prefixIndex + prefixBytes, bodyLength);
    return type;
  }

  private static void checkNumbers(FrameType type, int flags, int service, long seq)
      throws ProtocolViolation {
    int unknown = flags & ~type.allowedFlags();
    if (unknown != 0) {
      throw violation(
          "flags of "
              + type
              + ": unknown 0x"
              + Integer.toHexString(unknown)
              + " (expected: a subset of 0x"
              + Integer.toHexString(type.allowedFlags())
              + ")");
    }
    if (service != 0 && !type.hasService()) {
      throw violation("service of " + type + ": " + service + " (expected: 0)");
    }
    if (!type.allowsSeq(seq)) {
      throw violation(
          "seq of "
              + type
              + ": "
              + Long.toUnsignedString(seq)
              + " (expected: "
              + (type.allowsSeq(1) ? (type.allowsSeq(0) ? "0" : "1") + " to " + MAX_SEQ : "0")
              + ")");
    }
  }

  private static void checkBody(FrameType type, int flags, int bodyLength, int prefixBytes)
      throws ProtocolViolation {
    if (bodyLength < 0) {
      throw violation(
          type
              + ": "
              + (bodyLength + prefixBytes)
              + " bytes after the header (expected: >= "
              + prefixBytes
              + " by its flags)");
    }
    if ((flags & FrameFlags.VOID) != 0 && bodyLength > 0) {
      throw violation("void " + type + ": body of " + bodyLength + " bytes (expected: none)");
    }
    boolean wrongState =
        switch (type) {
          case UPSTREAM_ACK, PONG -> bodyLength != 0 && bodyLength != LaneState.BYTES;
          case PING, DOWNSTREAM_ACK -> bodyLength != 0;
          case CURSOR -> bodyLength != FrameFlags.MAILBOX_ID_BYTES;
          case CONNECT, CONNECTED, AUTH, UPSTREAM, UPSTREAM_NACK, DOWNSTREAM, GOAWAY, CLOSE ->
              false;
        };
    if (wrongState) {
      throw violation("body of " + type + ": " + bodyLength + " bytes (expected: another size)");
    }
  }

  private static ProtocolViolation violation(String message) {
    return new ProtocolViolation(CloseReason.PROTOCOL, message);
  }
}
