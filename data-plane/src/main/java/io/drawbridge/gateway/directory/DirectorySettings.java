package io.drawbridge.gateway.directory;

import java.time.Duration;

/**
 * Times and bounds of a {@link Directory}.
 *
 * @param commandTimeout how long one command may take; CONNECT waits for two at most
 * @param inFlight what may wait for Redis; beyond it what is asked is refused at once
 * @param probeInterval how often Redis is asked how it is, and pending entries are tried
 * @param reassertSpread over which a gateway writes its entries again
 * @param distrust how long after trouble a miss means nothing; longer than the spread, by the time
 *     gateways need to notice the trouble
 */
public record DirectorySettings(
    Duration commandTimeout,
    int inFlight,
    Duration probeInterval,
    Duration reassertSpread,
    Duration distrust) {

  public static final DirectorySettings DEFAULT =
      new DirectorySettings(
          Duration.ofMillis(200),
          10_000, // 200 ms at 50,000 commands a second
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(90));

  public DirectorySettings {
    requirePositive("commandTimeout", commandTimeout);
    requirePositive("probeInterval", probeInterval);
    if (inFlight < 1) {
      throw new IllegalArgumentException("inFlight: " + inFlight + " (expected: >= 1)");
    }
    if (distrust.compareTo(reassertSpread) < 0) {
      throw new IllegalArgumentException(
          "distrust: " + distrust + " (expected: >= reassertSpread, " + reassertSpread + ")");
    }
  }

  private static void requirePositive(String name, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(name + ": " + duration + " (expected: > 0)");
    }
  }
}
