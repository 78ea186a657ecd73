package io.drawbridge.ipconfig;

import java.time.Duration;

/** What answers look like; see ipconfig-defaults.yaml. */
public record AnswerConfig(int size, Duration ttl, Duration firstSpread) {
  /** A client tries them all before it asks again; more would only map the fleet. */
  private static final int MAX_SIZE = 16;

  public AnswerConfig {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size: " + size + " (expected: 1 to " + MAX_SIZE + ")");
    }
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("ttl: " + ttl + " (expected: >= 1s)");
    }
    if (firstSpread.isNegative()) {
      throw new IllegalArgumentException("first-spread: " + firstSpread + " (expected: >= 0s)");
    }
  }
}
