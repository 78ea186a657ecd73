package io.drawbridge.bench.overload;

import static io.drawbridge.bench.overload.OfferedTier.BACKGROUND;
import static io.drawbridge.bench.overload.OfferedTier.CRITICAL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A step that begins at 100 s: 5 s to settle, 10 s that count. */
class StepTallyTest {
  private final StepTally tally = new StepTally(millis(100_000), 5, 10);

  @Test
  void whatIsAcknowledgedWithinTheDeadlineIsGood() throws Exception {
    message(CRITICAL, 106_000, 106_500);
    message(CRITICAL, 106_000, 106_501);
    message(BACKGROUND, 106_000, 106_010);

    StepFigures figures = tally.figures().build();
    assertThat(figures.number("settled.offered")).isEqualTo(0.3);
    assertThat(figures.number("settled.good")).isEqualTo(0.2);
    assertThat(figures.number("settled.slow")).isEqualTo(0.1);
    assertThat(figures.number("settled.critical_success")).isEqualTo(0.5);
    assertThat(figures.number("settled.background_success")).isEqualTo(1);
    assertThat(figures.number("settled.p99_ms")).isBetween(500.0, 502.0);
    assertThat(figures.numberIfAny("settled.standard_success")).isEmpty();
  }

  @Test
  void whatHasNoAnswerIsOfferedAndNotGood() throws Exception {
    tally.offered(CRITICAL, millis(106_000));
    tally.offered(CRITICAL, millis(106_000));
    tally.late(CRITICAL, millis(106_000));

    StepFigures figures = tally.figures().build();
    assertThat(figures.number("settled.offered")).isEqualTo(0.2);
    assertThat(figures.number("settled.late")).isEqualTo(0.1);
    assertThat(figures.number("settled.critical_success")).isZero();
  }

  @Test
  void aMessageCountsWhereItWasDue() throws Exception {
    message(CRITICAL, 99_999, 100_001); // of the step before
    message(CRITICAL, 100_000, 100_001);
    message(CRITICAL, 104_999, 105_001);
    message(CRITICAL, 105_000, 105_001);
    message(CRITICAL, 115_000, 115_001); // behind what counts

    StepFigures figures = tally.figures().build();
    assertThat(figures.number("first.offered")).isEqualTo(2 / 5.0);
    assertThat(figures.number("first.good")).isEqualTo(2 / 5.0);
    assertThat(figures.number("settled.offered")).isEqualTo(1 / 10.0);
    assertThat(figures.number("settled.good")).isEqualTo(1 / 10.0);
  }

  @Test
  void theFirstRefusalIsOfAMessageThatTheStepBrought() throws Exception {
    tally.refused(BACKGROUND, millis(99_900), millis(100_010), "BUSY");
    tally.refused(BACKGROUND, millis(100_100), millis(100_350), "NOT_ADMITTED");
    tally.refused(BACKGROUND, millis(109_000), millis(109_001), "NOT_ADMITTED");

    StepFigures figures = tally.figures().build();
    assertThat(figures.number("first_refusal_ms")).isEqualTo(350);
    assertThat(figures.number("last_refusal_ms")).isEqualTo(9_001);
    assertThat(figures.reasons()).containsEntry("BUSY", 1L).containsEntry("NOT_ADMITTED", 2L);
    assertThat(figures.number("settled.refused")).isEqualTo(0.1);
  }

  @Test
  void theServiceThatHangsIsCountedApart() throws Exception {
    tally.refusedOfHung();

    StepFigures figures = tally.figures().build();
    assertThat(figures.number("hung_refused")).isEqualTo(1);
    assertThat(figures.reasons()).isEmpty();
    assertThat(figures.numberIfAny("first_refusal_ms")).isEmpty();
    assertThat(figures.numberIfAny("last_refusal_ms")).isEmpty();
  }

  @Test
  void figuresAreReadAsTheyWereWritten() {
    message(CRITICAL, 106_000, 106_003);
    tally.refused(BACKGROUND, millis(106_000), millis(106_001), "NOT_ADMITTED");
    StepFigures figures = tally.figures().build();

    assertThat(figures.line()).startsWith(StepFigures.LINE);
    assertThat(StepFigures.parse(figures.line())).isEqualTo(figures);
  }

  @Test
  void aStepIsReadAsItWasWritten() {
    Step step = new Step(20_000, 100, 5, 10);

    assertThat(Step.parse(step.line())).isEqualTo(step);
  }

  private void message(OfferedTier tier, long dueMillis, long ackedMillis) {
    tally.offered(tier, millis(dueMillis));
    tally.acknowledged(tier, millis(dueMillis), millis(ackedMillis));
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
