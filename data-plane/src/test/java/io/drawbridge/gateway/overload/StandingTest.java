package io.drawbridge.gateway.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StandingTest {
  @Test
  void usuallyServicesAndChanceDecide() {
    long salt = Priority.salt(0);
    assertThat(Standing.USUAL.tier(0)).isZero();
    assertThat(Standing.USUAL.tier(3)).isEqualTo(3);
    assertThat(Standing.USUAL.cohort("app", "ann", salt))
        .isEqualTo(Priority.cohort("app", "ann", salt));
    assertThat(Standing.USUAL.told(0b0101)).isEqualTo(0b0101);
    assertThat(Standing.of(0, OptionalInt.empty())).isSameAs(Standing.USUAL);
  }

  @Test
  void nobodyIsMoreImportantThanTheTokenAllows() {
    Standing standard = Standing.of(2, OptionalInt.empty());

    assertThat(standard.tier(0)).isEqualTo(2);
    assertThat(standard.tier(1)).isEqualTo(2);
    assertThat(standard.tier(3)).isEqualTo(3);
    assertThat(standard.told(0b0011)).as("critical and interactive alone").isZero();
    assertThat(standard.told(0b0111)).isEqualTo(0b0111);
    assertThat(standard.told(0b1111)).isEqualTo(0b1111);
    assertThat(standard.told(0b0100)).isEqualTo(0b0111);
  }

  @Test
  void aPinnedCohortStaysInEveryHour() {
    Standing first = Standing.of(0, OptionalInt.of(0));

    for (long hour = 0; hour < 100; hour++) {
      assertThat(first.cohort("app", "ann", Priority.salt(hour * 3_600_000))).isZero();
    }
  }

  @Test
  void whatIsNoImportanceIsRefused() {
    assertThatThrownBy(() -> Standing.of(4, OptionalInt.empty()))
        .hasMessage("tier: 4 (expected: 0 to 3)");
    assertThatThrownBy(() -> Standing.of(-1, OptionalInt.empty()))
        .hasMessage("tier: -1 (expected: 0 to 3)");
    assertThatThrownBy(() -> Standing.of(0, OptionalInt.of(128)))
        .hasMessage("cohort: 128 (expected: 0 to 127)");
    assertThatThrownBy(() -> Standing.of(0, OptionalInt.of(-2)))
        .hasMessage("cohort: -2 (expected: 0 to 127)");
  }
}
