package io.drawbridge.gateway.session;

import java.util.function.IntSupplier;

/**
 * How long a session may be silent, in seconds.
 *
 * @param heartbeatSeconds the longest interval that a client may have been told
 * @param acknowledgeWithinSeconds a client that acknowledges no push for this long is closed
 */
public record SessionTimes(IntSupplier heartbeatSeconds, int acknowledgeWithinSeconds) {
  /** A client that is alive but acknowledges nothing for a minute has a defect. */
  public static final int ACKNOWLEDGE_WITHIN_SECONDS = 60;

  /** The same for ever. */
  public SessionTimes(int heartbeatSeconds, int acknowledgeWithinSeconds) {
    this(() -> heartbeatSeconds, acknowledgeWithinSeconds);
  }

  /**
   * The deadline for any frame: 1.5 times the interval and 5 s, so that one lost PING is forgiven.
   */
  int allowedSilenceSeconds() {
    int interval = heartbeatSeconds.getAsInt();
    return interval + interval / 2 + 5;
  }
}
