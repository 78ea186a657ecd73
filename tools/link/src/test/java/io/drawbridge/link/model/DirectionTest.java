package io.drawbridge.link.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DirectionTest {
  private static final long START_NANOS = Long.MAX_VALUE - 10_000; // as System.nanoTime may be
  private static final Duration DELAY = Duration.ofMillis(40);
  private static final Duration JITTER = Duration.ofMillis(5);
  private static final int PACKETS = 20_000;

  private final Direction direction = new Direction(new SplittableRandom(1));

  @Test
  void delaysEveryPacketAlike() {
    Conditions conditions = new Conditions(DELAY, Duration.ZERO, 0, 0, 0, 0, false);

    assertThat(direction.enter(1_500, conditions, START_NANOS)).isEqualTo(arrives(DELAY, 1));
    assertThat(direction.enter(1_500, conditions, START_NANOS)).isEqualTo(arrives(DELAY, 1));
  }

  @Test
  void jitterSpreadsDelaysButKeepsTheOrder() {
    Conditions conditions = new Conditions(DELAY, JITTER, 0, 0, 0, 0, false);
    List<Long> delays = new ArrayList<>();
    List<Long> arrivals = new ArrayList<>();

    for (int i = 0; i < PACKETS; i++) {
      long nowNanos = i * Duration.ofMillis(20).toNanos();
      long atNanos = ((Fate.Arrives) direction.enter(100, conditions, nowNanos)).atNanos();
      delays.add(atNanos - nowNanos);
      arrivals.add(atNanos);
    }

    assertThat(arrivals).isSorted();
    assertThat(delays)
        .allMatch(delay -> Math.abs(delay - DELAY.toNanos()) <= JITTER.toNanos())
        .anyMatch(delay -> delay > DELAY.plusMillis(4).toNanos())
        .anyMatch(delay -> delay < DELAY.minusMillis(4).toNanos());
  }

  @Test
  void packetsCloseTogetherKeepTheirOrderInSpiteOfJitter() {
    Conditions conditions = new Conditions(DELAY, JITTER, 0, 0, 0, 0, false);
    List<Long> arrivals = new ArrayList<>();

    for (int i = 0; i < 1_000; i++) {
      arrivals.add(((Fate.Arrives) direction.enter(100, conditions, i)).atNanos());
    }

    assertThat(arrivals).isSorted();
  }

  @Test
  void losesAndDuplicatesAsOftenAsAsked() {
    Conditions conditions = new Conditions(DELAY, Duration.ZERO, 0.01, 0.05, 0, 0, false);
    int lost = 0;
    int twice = 0;

    for (int i = 0; i < PACKETS; i++) {
      switch (direction.enter(100, conditions, i)) {
        case Fate.Dropped(Fate.Cause cause) -> lost += cause == Fate.Cause.LOST ? 1 : 0;
        case Fate.Arrives(long _, int copies) -> twice += copies - 1;
      }
    }

    assertThat(lost / (double) PACKETS).isCloseTo(0.01, within(0.003));
    assertThat(twice / (double) PACKETS).isCloseTo(0.05, within(0.01));
  }

  @Test
  void aReorderedPacketIsNotDelayed() {
    Conditions always = new Conditions(DELAY, Duration.ZERO, 0, 0, 1, 0, false);

    assertThat(direction.enter(100, always, START_NANOS)).isEqualTo(arrives(Duration.ZERO, 1));
  }

  @Test
  void aLimitedRateSendsOnePacketAfterTheOther() {
    Conditions conditions = new Conditions(DELAY, Duration.ZERO, 0, 0, 0, 1_000_000, false);

    // 1,000 bytes at 1 Mbit/s take 8 ms
    assertThat(direction.enter(1_000, conditions, START_NANOS))
        .isEqualTo(arrives(DELAY.plusMillis(8), 1));
    assertThat(direction.enter(1_000, conditions, START_NANOS))
        .isEqualTo(arrives(DELAY.plusMillis(16), 1));
  }

  @Test
  void whatWouldWaitTooLongForTheRateIsDropped() {
    Conditions conditions = new Conditions(DELAY, Duration.ZERO, 0, 0, 0, 80_000, false);
    int arrived = 0;

    Fate fate = direction.enter(1_000, conditions, START_NANOS);
    while (fate instanceof Fate.Arrives && arrived < PACKETS) {
      arrived++;
      fate = direction.enter(1_000, conditions, START_NANOS);
    }

    assertThat(fate).isEqualTo(new Fate.Dropped(Fate.Cause.OVER_RATE));
    assertThat(arrived).as("1,000 bytes take 100 ms, 1 s may wait").isEqualTo(10);
  }

  @Test
  void nothingEntersADirectionThatIsDown() {
    Conditions down = new Conditions(DELAY, Duration.ZERO, 0, 0, 0, 0, true);

    assertThat(direction.enter(100, down, START_NANOS)).isEqualTo(new Fate.Dropped(Fate.Cause.CUT));
  }

  @Test
  void conditionsNameWhatIsWrong() {
    assertThatThrownBy(() -> new Conditions(DELAY, DELAY.plusMillis(1), 0, 0, 0, 0, false))
        .hasMessage("jitter: 41 ms (expected: 0 to delay, 40 ms)");
    assertThatThrownBy(() -> new Conditions(DELAY, JITTER, 1.5, 0, 0, 0, false))
        .hasMessage("loss: 1.5 (expected: 0 to 1)");
    assertThatThrownBy(() -> new Conditions(Duration.ZERO, Duration.ZERO, 0, 0, 0.1, 0, false))
        .hasMessage("reorder: no packet waits (expected: delay > 0)");
  }

  private static Fate arrives(Duration after, int copies) {
    return new Fate.Arrives(START_NANOS + after.toNanos(), copies);
  }
}
