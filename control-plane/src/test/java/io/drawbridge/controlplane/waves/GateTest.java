package io.drawbridge.controlplane.waves;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.control.v1.Vitals;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
  private static final Vitals USUAL =
      Vitals.newBuilder()
          .setReports(10)
          .setConnections(1_000)
          .setEndedPerSecond(3)
          .setRoutedP99Micros(2_000)
          .setBusinessAnswerP99Micros(80_000)
          .setRefusalsPerSecond(4)
          .setLevel(511)
          .setMemoryShare(0.5)
          .build();

  @Test
  void whatStandsAsBeforePasses() {
    assertThat(Gate.missed(USUAL, USUAL, List.of())).isEmpty();
    assertThat(Gate.missed(USUAL, USUAL, List.of(USUAL))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 980, true",
    "1000, 979, false",
    "1000, 1200, true",
    "100, 98, true",
    "100, 97, false",
    "10, 8, true",
    "10, 7, false",
    "2, 0, true",
    "3, 0, false",
    "0, 0, true",
  })
  void fewerConnectionsThanBeforeAreMissed(int before, int now, boolean passes) {
    var missed =
        Gate.missed(
            USUAL.toBuilder().setConnections(before).build(),
            USUAL.toBuilder().setConnections(now).build(),
            List.of());

    assertThat(missed.isEmpty()).isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource({
    "2000, 0, 52000, true", // 50 ms more
    "2000, 0, 52001, false",
    "80000, 0, 160000, true", // twice
    "80000, 0, 160001, false",
    "2000, 90000, 180000, true", // others are as slow
    "2000, 90000, 180001, false",
    "0, 0, 900000, true", // nothing to compare with
  })
  void slowerMessagesThanBeforeAndElsewhereAreMissed(
      long before, long elsewhere, long now, boolean passes) {
    List<Vitals> peers =
        elsewhere == 0
            ? List.of()
            : List.of(USUAL.toBuilder().setRoutedP99Micros(elsewhere).build());

    assertThat(
            Gate.missed(
                    USUAL.toBuilder().setRoutedP99Micros(before).build(),
                    USUAL.toBuilder().setRoutedP99Micros(now).build(),
                    peers)
                .isEmpty())
        .isEqualTo(passes);
  }

  @Test
  void everythingElseThatIsMissedNamesItsValueAndBound() {
    assertMissed(
        USUAL.toBuilder().setConnections(979).build(),
        "connections: 979 (expected: at least 980 of 1000 before)");
    assertMissed(
        USUAL.toBuilder().setEndedPerSecond(6.1).build(),
        "connections ended a second: 6.1 (expected: at most 6.0)");
    assertMissed(
        USUAL.toBuilder().setRoutedP99Micros(60_000).build(),
        "p99 of a message's way through the gateway: 60.0 ms (expected: at most 52.0 ms)");
    assertMissed(
        USUAL.toBuilder().setBusinessAnswerP99Micros(170_000).build(),
        "p99 of the business's answer: 170.0 ms (expected: at most 160.0 ms)");
    assertMissed(
        USUAL.toBuilder().setRefusalsPerSecond(8.2).build(),
        "messages refused a second: 8.2 (expected: at most 8.0)");
    assertMissed(
        USUAL.toBuilder().setLevel(383).build(),
        "level of what is admitted: 383 (expected: at least 511)");
    assertMissed(
        USUAL.toBuilder().setMemoryShare(0.91).build(),
        "memory in use: 91.0 % (expected: at most 90.0 %)");
  }

  @Test
  void whatHasBecomeWorseEverywhereIsNotTheRestartsDoing() {
    Vitals worse =
        USUAL.toBuilder()
            .setEndedPerSecond(40)
            .setRoutedP99Micros(300_000)
            .setBusinessAnswerP99Micros(900_000)
            .setRefusalsPerSecond(500)
            .setLevel(255)
            .setMemoryShare(0.95)
            .build();

    assertThat(Gate.missed(USUAL, worse, List.of(worse, worse, USUAL))).isEmpty();
    assertThat(Gate.missed(USUAL, worse, List.of(worse, USUAL, USUAL))).isPresent();
  }

  private static void assertMissed(Vitals now, String what) {
    assertThat(Gate.missed(USUAL, now, List.of(USUAL))).contains(what);
  }
}
