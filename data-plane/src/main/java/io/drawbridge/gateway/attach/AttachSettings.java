package io.drawbridge.gateway.attach;

import java.time.Duration;

/**
 * Bounds of attached sessions.
 *
 * @param heartbeat the longest silence of a client, told in CONNECTED
 */
public record AttachSettings(Duration heartbeat) {
  /** Sessions of one user; the next one ends the oldest. */
  static final int SESSIONS_OF_A_USER = 16;
}
