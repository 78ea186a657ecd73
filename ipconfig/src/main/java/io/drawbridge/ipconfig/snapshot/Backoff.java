package io.drawbridge.ipconfig.snapshot;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays with full jitter: the n-th is drawn between 0 and {@code first * 2^n}, at most {@code
 * longest}, so that clients which failed together do not come back together.
 */
final class Backoff {
  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  Duration next() {
    long bound = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures, 20));
    failures++;
    return Duration.ofMillis(random.nextLong(bound + 1));
  }

  void reset() {
    failures = 0;
  }
}
