package io.drawbridge.gateway.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A business that is asked little; what is asked much is BusinessOverloadTest. */
class BusinessControlTest {
  private static final int STANDARD = 300;

  private final BusinessControl control = new BusinessControl(TimeUnit.MILLISECONDS.toNanos(20));

  @Test
  void aSingleSlowAnswerIsNoOverload() {
    control.next(answered(1, 2, 0));
    for (int i = 0; i < BusinessControl.LATE_WINDOWS - 1; i++) {
      control.next(answered(1, 800, 0));
    }

    assertThat(control.level()).isEqualTo(Priority.ALL);
  }

  @Test
  void fewSlowAnswersAgainAndAgainAre() {
    control.next(answered(1, 2, 0));
    for (int i = 0; i < BusinessControl.LATE_WINDOWS; i++) {
      control.next(answered(1, 800, 0));
    }

    assertThat(control.level()).isLessThan(STANDARD);
  }

  @Test
  void whoHangsKeepsItsLevelAndLittleRoom() {
    control.next(answered(1, 2, 0));
    int before = control.roomPerLoop(2);
    for (int i = 0; i < BusinessControl.SILENT_WINDOWS; i++) {
      control.next(answered(0, 0, 1));
    }

    assertThat(control.level()).isEqualTo(Priority.ALL);
    assertThat(control.roomPerLoop(2)).isEqualTo(BusinessControl.FEWEST_UNDER_WAY);
    control.next(answered(1, 2, 0));
    assertThat(control.roomPerLoop(2)).isEqualTo(before);
  }

  @Test
  void whoIsSlowerHoweverLittleItIsSentIsSlowerNow() {
    control.next(answered(100, 2, 0));
    for (int i = 0; i < BusinessControl.SLOW_WINDOWS; i++) {
      control.next(answered(100, 200, 0));
    }
    int slow = control.level();
    for (int i = 0; i < 40; i++) {
      control.next(answered(100, 200, 0));
    }

    assertThat(slow).isLessThan(Priority.ALL);
    assertThat(control.level()).isEqualTo(Priority.ALL);
  }

  private static Window answered(int messages, int millis, int underWay) {
    int[] offered = new int[Priority.COUNT];
    offered[STANDARD] = messages;
    return new Window(
        new Histogram(offered),
        messages,
        messages,
        TimeUnit.MILLISECONDS.toNanos(millis),
        underWay,
        Overload.WINDOW.toNanos());
  }
}
