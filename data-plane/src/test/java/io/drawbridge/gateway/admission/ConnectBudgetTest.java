package io.drawbridge.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ConnectBudgetTest {
  private static final int PER_SECOND = 1_000;
  private static final int BURST = 50;
  private static final long LEAST_MILLIS = 500;

  private long nanos;
  private final ConnectBudget budget = new ConnectBudget(PER_SECOND, () -> nanos);

  /** Answered CONNECTs of each kind. */
  private record Answered(int resumes, int newcomers) {}

  @Test
  void givesResumesSeventyOfAHundredWhenBothKindsCome() {
    Answered answered = seconds(10, 5, 5);

    assertThat(answered.resumes()).isBetween(6_990, 7_000 + BURST);
    assertThat(answered.newcomers()).isBetween(2_990, 3_000 + BURST);
    assertThat(answered.resumes() + answered.newcomers()).isLessThanOrEqualTo(10_000 + BURST);
  }

  @Test
  void lendsEachKindWhatTheOtherLeaves() {
    assertThat(seconds(10, 5, 0).resumes()).isBetween(9_990, 10_000 + BURST);
    assertThat(seconds(10, 0, 5).newcomers()).isBetween(9_700, 10_000 + BURST);
  }

  /** It has been idle, so a burst is there as well. */
  @Test
  void noSecondHasATenthMoreThanTheLimit() {
    nanos += TimeUnit.SECONDS.toNanos(60);

    Answered first = seconds(1, 5, 5);

    assertThat(first.resumes() + first.newcomers())
        .isBetween(PER_SECOND, PER_SECOND + PER_SECOND / 10);
  }

  @Test
  void keepsWhatIsDueToTheOtherKind() {
    while (budget.take(false)) {
      // New ones take all they can get.
    }

    int resumes = 0;
    while (budget.take(true)) {
      resumes++;
    }
    assertThat(resumes).isEqualTo((int) (BURST * 0.7));
  }

  @Test
  void answersAtLeastOneOfEachKindOfTheSmallestBudget() {
    ConnectBudget smallest = new ConnectBudget(1, () -> nanos);

    assertThat(smallest.take(true)).isTrue();
    assertThat(smallest.take(false)).isTrue();
    assertThat(smallest.take(false)).isFalse();
  }

  @Test
  void asksTheMoreTimeTheMoreAreRefused() {
    assertThat(budget.returnWithinMillis(LEAST_MILLIS)).isEqualTo(LEAST_MILLIS);
    for (int i = 0; i < 10_000; i++) {
      budget.returnWithinMillis(LEAST_MILLIS);
    }
    assertThat(budget.returnWithinMillis(LEAST_MILLIS)).isBetween(19_000L, 21_000L);

    nanos += TimeUnit.SECONDS.toNanos(15);
    assertThat(budget.returnWithinMillis(LEAST_MILLIS)).isBetween(4_000L, 6_000L);

    for (int i = 0; i < 1_000_000; i++) {
      budget.returnWithinMillis(LEAST_MILLIS);
    }
    assertThat(budget.returnWithinMillis(LEAST_MILLIS))
        .isEqualTo(ConnectBudget.LONGEST_RETURN_MILLIS);
  }

  /** 15,000 clients lose their connections at once and dial, as fast as they can. */
  @Test
  void aWaveOfClientsComesBackAtThePaceOfTheBudget() {
    Random random = new Random(5);
    PriorityQueue<Long> dials = new PriorityQueue<>();
    for (int client = 0; client < 15_000; client++) {
      dials.add(random.nextLong(TimeUnit.SECONDS.toNanos(3)));
    }
    int[] dialsInSecond = new int[120];
    while (!dials.isEmpty()) {
      nanos = dials.remove();
      dialsInSecond[(int) TimeUnit.NANOSECONDS.toSeconds(nanos)]++;
      if (!budget.take(true)) {
        long within = TimeUnit.MILLISECONDS.toNanos(budget.returnWithinMillis(LEAST_MILLIS));
        dials.add(nanos + random.nextLong(within));
      }
    }

    assertThat(TimeUnit.NANOSECONDS.toSeconds(nanos)).as("all are back").isLessThan(60);
    for (int second = 5; second < dialsInSecond.length; second++) {
      assertThat(dialsInSecond[second]).as("dials in second %d", second).isLessThan(3 * PER_SECOND);
    }
  }

  /** Every millisecond so many of each kind ask. */
  private Answered seconds(int seconds, int resumesAMilli, int newcomersAMilli) {
    int resumes = 0;
    int newcomers = 0;
    for (int millisecond = 0; millisecond < seconds * 1_000; millisecond++) {
      nanos += TimeUnit.MILLISECONDS.toNanos(1);
      for (int i = 0; i < resumesAMilli; i++) {
        resumes += budget.take(true) ? 1 : 0;
      }
      for (int i = 0; i < newcomersAMilli; i++) {
        newcomers += budget.take(false) ? 1 : 0;
      }
    }
    return new Answered(resumes, newcomers);
  }
}
