package io.drawbridge.wire;

import static io.drawbridge.wire.FrameFlags.MAILBOX_ID;
import static io.drawbridge.wire.FrameFlags.PUSH_ID;
import static io.drawbridge.wire.FrameFlags.REPLY;
import static io.drawbridge.wire.FrameFlags.SENT_BEFORE;
import static io.drawbridge.wire.FrameFlags.TRACE;
import static io.drawbridge.wire.FrameFlags.VOID;

import org.jspecify.annotations.Nullable;

/** What a frame is, who may send it, and what its header may carry. */
public enum FrameType {
  CONNECT(1, Sender.CLIENT, 0, Numbers.NONE),
  CONNECTED(2, Sender.GATEWAY, 0, Numbers.NONE),
  AUTH(3, Sender.CLIENT, 0, Numbers.NONE),
  UPSTREAM(4, Sender.CLIENT, TRACE | SENT_BEFORE | VOID, Numbers.LANE),
  UPSTREAM_ACK(5, Sender.GATEWAY, 0, Numbers.LANE_OR_START),
  UPSTREAM_NACK(6, Sender.GATEWAY, 0, Numbers.LANE),
  DOWNSTREAM(7, Sender.GATEWAY, TRACE | PUSH_ID | MAILBOX_ID | REPLY, Numbers.SESSION_OR_NONE),
  DOWNSTREAM_ACK(8, Sender.CLIENT, 0, Numbers.SESSION),
  PING(9, Sender.CLIENT, 0, Numbers.NONE),
  PONG(10, Sender.GATEWAY, 0, Numbers.NONE),
  GOAWAY(11, Sender.GATEWAY, 0, Numbers.NONE),
  CLOSE(12, Sender.BOTH, 0, Numbers.NONE),
  CURSOR(13, Sender.CLIENT, 0, Numbers.NONE);

  /** Types from here on are skipped by whoever does not know them. */
  static final int FIRST_SKIPPED = 128;

  private static final FrameType[] BY_CODE = new FrameType[FIRST_SKIPPED];

  static {
    for (FrameType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final Sender sender;
  private final int allowedFlags;
  private final Numbers numbers;

  FrameType(int code, Sender sender, int allowedFlags, Numbers numbers) {
    this.code = code;
    this.sender = sender;
    this.allowedFlags = allowedFlags;
    this.numbers = numbers;
  }

  /** The type with this code, or null when the protocol has none. */
  static @Nullable FrameType of(int code) {
    return code < FIRST_SKIPPED ? BY_CODE[code] : null;
  }

  /** The byte in the header. */
  public int code() {
    return code;
  }

  boolean mayComeFrom(Side side) {
    return sender == Sender.BOTH
        || (side == Side.CLIENT ? sender == Sender.CLIENT : sender == Sender.GATEWAY);
  }

  int allowedFlags() {
    return allowedFlags;
  }

  boolean hasService() {
    return numbers == Numbers.LANE || numbers == Numbers.LANE_OR_START;
  }

  boolean allowsSeq(long seq) {
    return switch (numbers) {
      case NONE -> seq == 0;
      case LANE, SESSION -> seq >= 1 && seq <= Frame.MAX_SEQ;
      case LANE_OR_START, SESSION_OR_NONE -> seq >= 0 && seq <= Frame.MAX_SEQ;
    };
  }

  private enum Sender {
    CLIENT,
    GATEWAY,
    BOTH
  }

  /** What the header's service and seq stand for; what is unused is 0. */
  private enum Numbers {
    NONE,
    /** Service, and a seq of that lane. */
    LANE,
    /** Service, and a seq of that lane or 0: nothing yet. */
    LANE_OR_START,
    /** A downstream seq. */
    SESSION,
    /** A downstream seq or 0: not acknowledged. */
    SESSION_OR_NONE
  }
}
