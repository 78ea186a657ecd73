package io.drawbridge.bench.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final int CLIENTS = 10;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Arrivals arrivals = new Arrivals(new SplittableRandom(3), CLIENTS);
  private final int[] ofClient = new int[CLIENTS];

  @Test
  void comeAtTheRateThatIsAskedForAndFromEveryClient() {
    arrivals.begin(5, 2_000);

    int all = takeUntil(5 + 10 * SECOND);

    assertThat(all).isCloseTo(20_000, within(600)); // four standard deviations
    assertThat(IntStream.of(ofClient).boxed())
        .allSatisfy(each -> assertThat(each).isCloseTo(2_000, within(200)));
  }

  @Test
  void aNewRateHoldsFromItsTimeOn() {
    arrivals.begin(0, 1);
    arrivals.begin(SECOND, 10_000);

    assertThat(arrivals.nextNanos()).isBetween(SECOND, SECOND + SECOND / 100);
    assertThat(takeUntil(2 * SECOND)).isCloseTo(10_000, within(400));
  }

  @Test
  void areOverAtRateZero() {
    assertThat(arrivals.isOver()).isTrue();
    arrivals.begin(0, 5);
    assertThat(arrivals.isOver()).isFalse();
    arrivals.begin(1, 0);
    assertThat(arrivals.isOver()).isTrue();
  }

  private int takeUntil(long nanos) {
    int all = 0;
    while (arrivals.nextNanos() < nanos) {
      ofClient[arrivals.take()]++;
      all++;
    }
    return all;
  }
}
