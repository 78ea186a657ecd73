package io.drawbridge.wire;

/**
 * Bits of a frame's flags byte. Those with a prefix put it in front of the body, in the order given
 * here.
 *
 * <pre>  trace 24 | push id 16 | mailbox id 16 | reply 10 | body </pre>
 */
public final class FrameFlags {
  /** Prefix: trace id (16 bytes) and span id (8 bytes). Presence means sampled. */
  public static final int TRACE = 0x01;

  /** UPSTREAM: this message was sent before, perhaps on another connection. */
  public static final int SENT_BEFORE = 0x02;

  /** Prefix: service (u16) and seq (u64) of the client message that is answered. */
  public static final int REPLY = 0x04;

  /** Prefix: push id (16 bytes). */
  public static final int PUSH_ID = 0x08;

  /** UPSTREAM without a body: the client gives this number up. */
  public static final int VOID = 0x10;

  /** Prefix: mailbox id, incarnation and counter (u64 each). */
  public static final int MAILBOX_ID = 0x20;

  static final int TRACE_BYTES = 24;
  static final int PUSH_ID_BYTES = 16;
  static final int MAILBOX_ID_BYTES = 16;
  static final int REPLY_BYTES = 10;

  private FrameFlags() {}

  /** Bytes that the prefixes of {@code flags} take. */
  public static int prefixBytes(int flags) {
    return ((flags & TRACE) != 0 ? TRACE_BYTES : 0)
        + ((flags & PUSH_ID) != 0 ? PUSH_ID_BYTES : 0)
        + ((flags & MAILBOX_ID) != 0 ? MAILBOX_ID_BYTES : 0)
        + ((flags & REPLY) != 0 ? REPLY_BYTES : 0);
  }
}
