package io.drawbridge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(seconds(2), seconds(30), seconds(60));

  @Test
  void doublesUpToItsBound() {
    assertThat(Stream.generate(() -> backoff.next(Duration.ZERO)).limit(6))
        .containsExactly(seconds(2), seconds(4), seconds(8), seconds(16), seconds(30), seconds(30));
  }

  @Test
  void beginsAgainAfterAHealthyMinute() {
    backoff.next(Duration.ZERO);
    assertThat(backoff.next(seconds(59))).isEqualTo(seconds(4));

    assertThat(backoff.next(seconds(60))).isEqualTo(seconds(2));
    assertThat(backoff.next(Duration.ZERO)).isEqualTo(seconds(4));
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
