package io.drawbridge.gateway.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PriorityTest {
  @Test
  void aTierIsMoreImportantThanAnyCohortOfTheNext() {
    assertThat(Priority.of(0, 127)).isLessThan(Priority.of(1, 0));
    assertThat(Priority.of(3, 127)).isEqualTo(Priority.ALL);
    assertThat(Priority.of(9, 5)).isEqualTo(Priority.of(3, 5));
  }

  @Test
  void usersAreSpreadOverAllCohorts() {
    int[] users = new int[Priority.COHORTS];
    for (int i = 0; i < 128_000; i++) {
      users[Priority.cohort("app", "user-" + i, 17)]++;
    }

    assertThat(Arrays.stream(users).min().orElseThrow()).isGreaterThan(800);
    assertThat(Arrays.stream(users).max().orElseThrow()).isLessThan(1_200);
  }

  @Test
  void cohortsAreDrawnAnewEachHour() {
    long hour = 3_600_000;
    int same = 0;
    for (int i = 0; i < 10_000; i++) {
      int before = Priority.cohort("app", "user-" + i, Priority.salt(5 * hour));
      int after = Priority.cohort("app", "user-" + i, Priority.salt(6 * hour));
      same += before == after ? 1 : 0;
    }

    assertThat(Priority.salt(5 * hour)).isEqualTo(Priority.salt(5 * hour + 59 * 60_000));
    assertThat(same).isLessThan(200);
  }
}
