package io.drawbridge.policy;

import java.util.Optional;

/**
 * One rate of messages on one gateway: a token bucket for each of what {@code per} names.
 *
 * @param name of the limit, unique in its document
 * @param match the messages that count; absent = all
 * @param per what has a bucket of its own
 * @param rate messages a second
 * @param burst messages that may come at once after a pause; absent = those of one second
 */
public record Limit(
    String name, Optional<Match> match, Per per, double rate, Optional<Integer> burst) {
  static final double MIN_RATE = 0.01;
  static final double MAX_RATE = 1e7;
  static final int MAX_BURST = 10_000_000;

  /** What has a bucket of its own. */
  public enum Per {
    GATEWAY,
    TIER,
    APP,
    SERVICE,
    USER
  }

  public Limit {
    Names.requireIdentity("name", name);
    if (!(rate >= MIN_RATE && rate <= MAX_RATE)) {
      throw new IllegalArgumentException(
          "rate: " + rate + " (expected: " + MIN_RATE + " to " + (long) MAX_RATE + " a second)");
    }
    if (burst.isPresent() && (burst.get() < 1 || burst.get() > MAX_BURST)) {
      throw new IllegalArgumentException(
          "burst: " + burst.get() + " (expected: 1 to " + MAX_BURST + ")");
    }
  }

  /** Messages that may come at once after a pause. */
  public int burstOrDefault() {
    return burst.orElse((int) Math.max(1, Math.ceil(rate)));
  }
}
