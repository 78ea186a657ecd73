package io.drawbridge.link.model;

import java.time.Duration;

/**
 * How one direction of the link is.
 *
 * @param delay of every packet
 * @param jitter each packet's delay is drawn evenly from delay - jitter to delay + jitter; packets
 *     keep their order all the same
 * @param loss probability that a packet vanishes, 0 to 1
 * @param duplicate probability that a packet arrives twice
 * @param reorder probability that a packet overtakes those before it: it is not delayed
 * @param bitsPerSecond what the link carries; 0 = no limit
 * @param down nothing enters; what is under way still arrives
 */
public record Conditions(
    Duration delay,
    Duration jitter,
    double loss,
    double duplicate,
    double reorder,
    long bitsPerSecond,
    boolean down) {
  private static final Duration MAX_DELAY = Duration.ofMinutes(1);

  /** As if there were no link between. */
  public static final Conditions CLEAR =
      new Conditions(Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, false);

  public Conditions {
    if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
      throw new IllegalArgumentException(
          "delay: " + delay.toMillis() + " ms (expected: 0 to " + MAX_DELAY.toMillis() + " ms)");
    }
    if (jitter.isNegative() || jitter.compareTo(delay) > 0) {
      throw new IllegalArgumentException(
          "jitter: "
              + jitter.toMillis()
              + " ms (expected: 0 to delay, "
              + delay.toMillis()
              + " ms)");
    }
    requireProbability("loss", loss);
    requireProbability("duplicate", duplicate);
    requireProbability("reorder", reorder);
    if (reorder > 0 && delay.isZero()) {
      throw new IllegalArgumentException("reorder: no packet waits (expected: delay > 0)");
    }
    if (bitsPerSecond < 0) {
      throw new IllegalArgumentException("rate: " + bitsPerSecond + " bit/s (expected: >= 0)");
    }
  }

  private static void requireProbability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 1)");
    }
  }
}
