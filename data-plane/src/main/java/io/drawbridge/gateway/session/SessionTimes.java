package io.drawbridge.gateway.session;

/**
 * How long a session may be silent, in seconds.
 *
 * @param heartbeatSeconds the longest interval that was told to the client
 * @param acknowledgeWithinSeconds a client that acknowledges no push for this long is closed
 */
public record SessionTimes(int heartbeatSeconds, int acknowledgeWithinSeconds) {
  /** A client that is alive but acknowledges nothing for a minute has a defect. */
  public static final int ACKNOWLEDGE_WITHIN_SECONDS = 60;

  /**
   * The deadline for any frame: 1.5 times the interval and 5 s, so that one lost PING is forgiven.
   */
  int allowedSilenceSeconds() {
    return heartbeatSeconds + heartbeatSeconds / 2 + 5;
  }
}
