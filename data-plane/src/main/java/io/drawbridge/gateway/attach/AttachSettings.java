package io.drawbridge.gateway.attach;

import java.time.Duration;

/**
 * Bounds of attached sessions.
 *
 * @param grace how long a session waits for its client
 */
public record AttachSettings(Duration grace) {
  /** Sessions of one user at this gateway; the next one ends one that was left, else the oldest. */
  static final int SESSIONS_OF_A_USER = 16;
}
