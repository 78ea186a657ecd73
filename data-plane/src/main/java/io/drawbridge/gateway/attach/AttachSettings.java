package io.drawbridge.gateway.attach;

import java.time.Duration;

/**
 * Bounds of attached sessions, and of those who want one.
 *
 * @param grace how long a session waits for its client
 * @param heldRefusals clients that are told only after a moment that they come too fast
 */
public record AttachSettings(Duration grace, int heldRefusals) {
  /** Sessions of one user at this gateway; the next one ends one that was left, else the oldest. */
  static final int SESSIONS_OF_A_USER = 16;
}
