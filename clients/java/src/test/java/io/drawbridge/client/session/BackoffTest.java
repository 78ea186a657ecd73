package io.drawbridge.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.client.discovery.ConnectHints;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final int CLIENTS = 2_000;

  @Test
  void spreadsTheFirstDelayOverTheHintedWindow() {
    assertSpreadEvenly(BackoffTest::firstOfFresh, Duration.ofSeconds(5));
  }

  @Test
  void doublesTheBoundUpToTheLongest() {
    long[] bounds = {5, 1, 2, 4, 8, 16, 30, 30, 30};
    for (int attempt = 0; attempt < bounds.length; attempt++) {
      int number = attempt;
      assertSpreadEvenly(() -> nth(number), Duration.ofSeconds(bounds[attempt]));
    }
  }

  @Test
  void startsAgainOnlyAfterAHealthyMinute() {
    Backoff backoff = fresh();
    for (int i = 0; i < 10; i++) {
      backoff.nextDelayNanos();
    }

    backoff.lost(TimeUnit.SECONDS.toNanos(59));
    assertThat(longestOf(200, backoff)).isGreaterThan(TimeUnit.SECONDS.toNanos(20));

    backoff.lost(TimeUnit.SECONDS.toNanos(60));
    assertThat(backoff.nextDelayNanos()).isLessThan(TimeUnit.SECONDS.toNanos(5));
    assertThat(backoff.nextDelayNanos()).isLessThan(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void stretchesADemandedDelayByUpToHalf() {
    Backoff backoff = fresh();
    LongStream.range(0, 100)
        .forEach(i -> assertThat(backoff.stretched(1_000)).isBetween(1_000L, 1_500L));
  }

  private static void assertSpreadEvenly(LongSupplier delay, Duration bound) {
    long[] delays = LongStream.generate(delay).limit(CLIENTS).sorted().toArray();
    double nanos = bound.toNanos();
    assertThat(delays[0] / nanos).isBetween(0.0, 0.01);
    assertThat(delays[CLIENTS / 2] / nanos).isBetween(0.45, 0.55);
    assertThat(delays[CLIENTS - 1] / nanos).isBetween(0.99, 1.0);
  }

  private static long longestOf(int times, Backoff backoff) {
    return LongStream.generate(backoff::nextDelayNanos).limit(times).max().orElseThrow();
  }

  private static long firstOfFresh() {
    return nth(0);
  }

  private static long nth(int attempt) {
    Backoff backoff = fresh();
    for (int i = 0; i < attempt; i++) {
      backoff.nextDelayNanos();
    }
    return backoff.nextDelayNanos();
  }

  private static Backoff fresh() {
    Backoff backoff = new Backoff(RANDOM.split(), Duration.ofSeconds(30));
    ConnectHints hints = ConnectHints.DEFAULTS;
    backoff.hints(
        new ConnectHints(
            hints.dialTimeout(),
            hints.backoffBase(),
            Duration.ofMinutes(10),
            Duration.ofSeconds(5)));
    return backoff;
  }

  private static final SplittableRandom RANDOM = new SplittableRandom(3);
}
