package io.drawbridge.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new SplittableRandom(1));

  @Test
  void drawsFromADoublingIntervalUpToTheMaximum() {
    for (int limitMillis : new int[] {100, 200, 400, 800, 1000, 1000}) {
      assertThat(backoff.next()).isBetween(Duration.ZERO, Duration.ofMillis(limitMillis));
    }
  }

  @Test
  void beginsAgainAfterSuccess() {
    for (int i = 0; i < 10; i++) {
      backoff.next();
    }

    backoff.reset();

    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
  }
}
