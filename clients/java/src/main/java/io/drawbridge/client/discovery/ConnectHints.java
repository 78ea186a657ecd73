package io.drawbridge.client.discovery;

import java.time.Duration;

/**
 * How the fleet wants its clients to dial.
 *
 * @param dialTimeout to an open connection
 * @param backoffBase upper end of the second delay; the ones after it double
 * @param backoffMax upper end of the longest delay
 * @param firstSpread upper end of the first delay after a connection was lost
 */
public record ConnectHints(
    Duration dialTimeout, Duration backoffBase, Duration backoffMax, Duration firstSpread) {
  /** What holds until ipconfig has said something else. */
  public static final ConnectHints DEFAULTS =
      new ConnectHints(
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1));
}
