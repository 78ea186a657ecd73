package io.drawbridge.wire;

/**
 * The four bytes of news in an ack, a nack or a PONG, packed in an int.
 *
 * <pre>  | admitted u8 | reserved u8 | heartbeat u16 seconds | </pre>
 *
 * <p>Bit t of {@code admitted} says that tier t is admitted for this user now.
 */
public final class LaneState {
  /** Size on the wire. */
  public static final int BYTES = 4;

  /** Every tier is admitted. */
  public static final int ALL_TIERS = 0x0f;

  private LaneState() {}

  /** Packs a state; {@code heartbeatSeconds} is capped at 65535. */
  public static int of(int admittedTiers, long heartbeatSeconds) {
    return (admittedTiers & 0xff) << 24 | (int) Math.min(heartbeatSeconds, 0xffff);
  }

  /** True when messages of tier {@code tier} (0 is the most important) are admitted. */
  public static boolean admits(int state, int tier) {
    return (state >>> 24 & 1 << tier) != 0;
  }

  /** Bit t: tier t is admitted. */
  public static int admitted(int state) {
    return state >>> 24;
  }

  /** The longest heartbeat interval that is in force from now, in seconds. */
  public static int heartbeatSeconds(int state) {
    return state & 0xffff;
  }
}
