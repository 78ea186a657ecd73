package io.drawbridge.integration;

import java.time.Duration;

/**
 * How much of it {@link SessionsIT} does.
 *
 * @param rate messages a second that clients try to send
 * @param floor messages acknowledged a second before a fault, without which it would prove nothing
 * @param piece how long each load goes on at least
 * @param messages sent in the end at least
 */
record SessionsForm(
    int clients,
    int rate,
    int floor,
    Duration piece,
    int switches,
    int races,
    Duration pause,
    long messages) {
  /** System property. */
  private static final String LONG = "drawbridge.long";

  private static final SessionsForm SHORT =
      new SessionsForm(60, 600, 200, Duration.ofSeconds(5), 60, 5, Duration.ofSeconds(12), 15_000);

  private static final SessionsForm WHOLE =
      new SessionsForm(
          200, 2_500, 600, Duration.ofSeconds(45), 1_000, 100, Duration.ofSeconds(30), 1_000_000);

  static SessionsForm asked() {
    return "sessions".equals(System.getProperty(LONG)) ? WHOLE : SHORT;
  }
}
