package io.drawbridge.gateway.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.overload.SimulatedBusiness.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In simulated time; a business of 4 workers x 2 ms can do 2,000 messages a second. */
class BusinessOverloadTest {
  private final SimulatedBusiness business = new SimulatedBusiness(Mode.ENFORCE);

  @ParameterizedTest
  @CsvSource({"2, 0.9", "4, 0.9", "10, 0.8"})
  void aBusinessThatIsOfferedTooMuchGoesOnDoingWhatItCan(double times, double least) {
    business.offer(0.7, 5);
    business.offer(times, 5);

    Outcome settled = business.offer(times, 10);

    assertThat(settled.goodput()).isGreaterThan(least * SimulatedBusiness.CAPACITY);
  }

  /** A second's pauses take 3 % of it. */
  @ParameterizedTest
  @ValueSource(doubles = {2, 4, 10})
  void aPauseNowAndThenCostsLittleMoreThanItself(double times) {
    business.pauses();
    business.offer(0.7, 5);
    business.offer(times, 5);

    Outcome settled = business.offer(times, 20);

    assertThat(settled.goodput()).isGreaterThan(0.85 * SimulatedBusiness.CAPACITY);
  }

  @Test
  void withoutControlNobodyIsServedInTime() {
    SimulatedBusiness uncontrolled = new SimulatedBusiness(Mode.OFF);
    uncontrolled.offer(0.7, 5);
    uncontrolled.offer(4, 5);

    assertThat(uncontrolled.offer(4, 10).goodput()).isLessThan(SimulatedBusiness.CAPACITY / 10);
  }

  @Test
  void theMostImportantMessagesAreServedAtTenTimesTheLoad() {
    business.offer(0.7, 5);
    business.offer(10, 5);

    Outcome settled = business.offer(10, 10);

    assertThat(settled.success(0)).isGreaterThan(0.99);
    assertThat(settled.success(1)).isBetween(0.05, 0.9);
    assertThat(settled.success(3)).isLessThan(0.01);
  }

  @Test
  void whatIsAdmittedWaitsLittleLongerThanWithoutOverload() {
    business.offer(0.7, 2);
    double calm = business.offer(0.7, 5).p99Millis();
    business.offer(10, 5);

    assertThat(business.offer(10, 10).p99Millis()).isLessThan(3 * calm);
  }

  @Test
  void overloadIsSeenWithinASecond() {
    business.offer(0.7, 5);

    assertThat(business.offer(10, 1).refusedInAll()).isPositive();
  }

  @Test
  void everythingIsAdmittedAgainTenSecondsAfterTheLoadFalls() {
    business.offer(0.7, 5);
    business.offer(10, 10);
    business.offer(0.5, 10);

    assertThat(business.offer(0.5, 5).refusedInAll()).isZero();
    assertThat(business.overload().hasNews()).isTrue();
  }

  @Test
  void aCalmBusinessIsNeverRefusedAnything() {
    assertThat(business.offer(0.7, 60).refusedInAll()).isZero();
    assertThat(business.overload().hasNews()).isFalse();
  }

  @Test
  void aBusinessThatHangsIsSentNextToNothingAndIsBackWhenItAnswers() {
    business.offer(0.7, 5);
    business.hangs(true);
    business.offer(0.7, 20);
    Outcome hung = business.offer(0.7, 5);
    business.hangs(false);
    business.offer(0.7, 15);

    assertThat(hung.refusedInAll()).isGreaterThan((int) (0.9 * 0.7 * 2_000 * 5));
    assertThat(business.offer(0.7, 5).refusedInAll()).isZero();
  }

  @Test
  void watchingRefusesNothingAndCounts() {
    SimulatedBusiness watched = new SimulatedBusiness(Mode.WATCH);
    watched.offer(0.7, 5);

    Outcome outcome = watched.offer(4, 10);

    assertThat(outcome.refusedInAll()).isZero();
    assertThat(watched.overload().refused(3)).isPositive();
    assertThat(watched.overload().hasNews()).isFalse();
  }
}
