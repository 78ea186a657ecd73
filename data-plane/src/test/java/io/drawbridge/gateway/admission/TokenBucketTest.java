package io.drawbridge.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
  private long nanos = Long.MAX_VALUE - 500_000_000; // the clock overflows on the way

  @Test
  void givesTheBurstAtOnceAndThenTheRate() {
    TokenBucket bucket = new TokenBucket(100, 20, () -> nanos);
    assertThat(taken(bucket, 50)).isEqualTo(20);

    int total = 0;
    for (int millisecond = 0; millisecond < 1_000; millisecond++) {
      nanos += TimeUnit.MILLISECONDS.toNanos(1);
      total += taken(bucket, 3);
    }
    assertThat(total).isEqualTo(100);
  }

  @Test
  void holdsNoMoreThanTheBurstHoweverLongThePause() {
    TokenBucket bucket = new TokenBucket(100, 20, () -> nanos);
    nanos += TimeUnit.HOURS.toNanos(1);

    assertThat(taken(bucket, 50)).isEqualTo(20);
  }

  @Test
  void saysWhenTheNextCanBeTaken() {
    TokenBucket bucket = new TokenBucket(100, 2, () -> nanos);
    assertThat(bucket.nanosUntilNext()).isZero();
    taken(bucket, 2);

    assertThat(bucket.nanosUntilNext()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(10));

    nanos += TimeUnit.MILLISECONDS.toNanos(10);
    assertThat(bucket.nanosUntilNext()).isZero();
    assertThat(bucket.take()).isTrue();
  }

  @Test
  void givesNothingTwiceToThreadsThatTakeAtOnce() throws InterruptedException {
    TokenBucket bucket = new TokenBucket(1, 10_000, () -> nanos);
    AtomicInteger sum = new AtomicInteger();
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = Thread.ofPlatform().start(() -> sum.addAndGet(taken(bucket, 5_000)));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(sum).hasValue(10_000);
  }

  @Test
  void refusesRatesThatCannotBe() {
    assertThatThrownBy(() -> new TokenBucket(0, 1, () -> nanos))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0.0 a second, 1 at once (expected: up to 1000000000, >= 1)");
  }

  private static int taken(TokenBucket bucket, int attempts) {
    return (int) IntStream.range(0, attempts).filter(_ -> bucket.take()).count();
  }
}
