package io.drawbridge.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HomeRegionTest {
  private static final List<String> THREE = List.of("asia", "europe", "us");

  @Test
  void isTheSameInAnyOrderOfTheRegions() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(HomeRegion.of("app", "user-" + i, THREE.reversed()))
          .isEqualTo(HomeRegion.of("app", "user-" + i, THREE));
    }
  }

  @Test
  void spreadsUsersEvenly() {
    for (String region : THREE) {
      long share =
          IntStream.range(0, 30_000)
              .filter(i -> HomeRegion.of("app", "user-" + i, THREE).equals(region))
              .count();
      assertThat(share).isBetween(9_500L, 10_500L); // six standard deviations are 490
    }
  }

  @Test
  void aNewRegionTakesItsShareAndMovesNobodyElse() {
    List<String> four = List.of("asia", "europe", "us", "africa");
    for (int i = 0; i < 1_000; i++) {
      String before = HomeRegion.of("app", "user-" + i, THREE);
      assertThat(HomeRegion.of("app", "user-" + i, four)).isIn(before, "africa");
    }
  }

  @Test
  void neverChangesFromReleaseToRelease() {
    assertThat(HomeRegion.of("default", "alice", List.of("local-1", "local-2")))
        .isEqualTo("local-1");
    assertThat(HomeRegion.of("default", "bob", List.of("local-1", "local-2"))).isEqualTo("local-2");
  }

  @Test
  void refusesAFleetWithoutRegions() {
    assertThatThrownBy(() -> HomeRegion.of("app", "user", List.of()))
        .hasMessage("regions: none (expected: at least one)");
  }
}
