package io.drawbridge.gateway.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LevelTest {
  private final LevelControl level = new LevelControl();

  @Test
  void anEmptyHistogramAboveTheLevelDoesNotAdmitEverybody() {
    Window busy = window(new Random(1), 10_000);
    level.cutTo(100, busy);
    int cut = level.level();

    level.raiseTo(1e9, window(new Random(1), 0));

    assertThat(level.level()).isEqualTo(cut + LevelControl.MAX_RISE);
  }

  @Test
  void risesWhenNobodyAsks() {
    level.cutTo(0, window(new Random(1), 1_000));
    int cut = level.level();

    level.raiseTo(0, window(new Random(1), 0));

    assertThat(level.level()).isGreaterThan(cut);
  }

  @Test
  void theMostImportantCohortIsAlwaysAdmitted() {
    level.cutTo(0, window(new Random(1), 100_000));

    assertThat(level.level()).isZero();
  }

  /** Of two messages judged under one level the less important is never the one admitted. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void importanceDecides(long seed) {
    Random random = new Random(seed);
    Gate gate = new Gate("gateway");
    LoopGate loop = gate.ofLoop(0, Mode.ENFORCE);
    for (int i = 0; i < 1_000; i++) {
      gate.admit(random.nextInt(Priority.COUNT), Gate.UNBOUNDED);
      int important = random.nextInt(Priority.COUNT);
      int other = random.nextInt(Priority.COUNT);
      boolean importantIn = loop.judge(Math.min(important, other), Priority.ALL, 0).isAdmitted();
      boolean otherIn = loop.judge(Math.max(important, other), Priority.ALL, 0).isAdmitted();

      assertThat(importantIn || !otherIn).isTrue();
    }
  }

  @Test
  void theGatewayIsLateTwiceBeforeAnythingIsRefused() {
    GatewayControl control = new GatewayControl(Duration.ofMillis(2));
    Window late = window(new Random(1), 1_000);

    assertThat(control.next(late, 5e6)).isEqualTo(Priority.ALL);
    int second = control.next(late, 5e6);
    assertThat(second).isLessThan(Priority.ALL);
    assertThat(late.upTo(second)).isBetween(940L, 950L);
    assertThat(control.next(late, 0)).isGreaterThan(second);
  }

  @Test
  void aHandfulOfLateMessagesIsNoOverload() {
    GatewayControl control = new GatewayControl(Duration.ofMillis(2));
    Window few = window(new Random(1), GatewayControl.FEWEST_MESSAGES - 1);

    for (int i = 0; i < 10; i++) {
      assertThat(control.next(few, 5e9)).isEqualTo(Priority.ALL);
    }
  }

  @Test
  void businessesBeyondTheBoundAreNotJudged() {
    Overload overload =
        new Overload(
            new OverloadSettings(Mode.ENFORCE, Duration.ofMillis(2)),
            InstantSource.system(),
            System::nanoTime);
    LoopOverload loop = overload.newLoop();
    for (int i = 0; i <= Overload.MAX_BUSINESSES; i++) {
      loop.join(i, Duration.ofMillis(20));
    }
    int[] known = {0};
    overload.forEachLevel((name, at) -> known[0]++);

    assertThat(known[0]).isEqualTo(1 + Overload.MAX_BUSINESSES); // and the gateway
  }

  /** All of them answered within a millisecond. */
  private static Window window(Random random, int messages) {
    int[] offered = new int[Priority.COUNT];
    for (int i = 0; i < messages; i++) {
      offered[random.nextInt(Priority.COUNT)]++;
    }
    return new Window(
        new Histogram(offered), messages, messages, 1e6, 0, Overload.WINDOW.toNanos());
  }
}
