package io.drawbridge.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HomeRegionsTest {
  private static final List<String> THREE = List.of("asia", "europe", "us");

  @Test
  void isTheSameInAnyOrderOfTheRegions() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(new HomeRegions(THREE.reversed()).of("app", "user-" + i))
          .isEqualTo(new HomeRegions(THREE).of("app", "user-" + i));
    }
  }

  @Test
  void spreadsUsersEvenly() {
    for (String region : THREE) {
      long share =
          IntStream.range(0, 30_000)
              .filter(i -> new HomeRegions(THREE).of("app", "user-" + i).equals(region))
              .count();
      assertThat(share).isBetween(9_500L, 10_500L); // six standard deviations are 490
    }
  }

  @Test
  void aNewRegionTakesItsShareAndMovesNobodyElse() {
    List<String> four = List.of("asia", "europe", "us", "africa");
    for (int i = 0; i < 1_000; i++) {
      String before = new HomeRegions(THREE).of("app", "user-" + i);
      assertThat(new HomeRegions(four).of("app", "user-" + i)).isIn(before, "africa");
    }
  }

  @Test
  void neverChangesFromReleaseToRelease() {
    assertThat(new HomeRegions(List.of("local-1", "local-2")).of("default", "alice"))
        .isEqualTo("local-1");
    assertThat(new HomeRegions(List.of("local-1", "local-2")).of("default", "bob"))
        .isEqualTo("local-2");
  }

  @Test
  void refusesAFleetWithoutRegions() {
    assertThatThrownBy(() -> new HomeRegions(List.of()))
        .hasMessage("regions: none (expected: at least one)");
  }
}
