package io.drawbridge.wire;

/** Identity of a push, 16 bytes chosen by its sender; the same for every repeat. */
public record PushId(long high, long low) {
  /** Size on the wire. */
  public static final int BYTES = FrameFlags.PUSH_ID_BYTES;
}
