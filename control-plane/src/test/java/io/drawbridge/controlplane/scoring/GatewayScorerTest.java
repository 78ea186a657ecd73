package io.drawbridge.controlplane.scoring;

import static io.drawbridge.controlplane.fleet.Gateways.CAPACITY;
import static io.drawbridge.controlplane.fleet.Gateways.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.proto.control.v1.AdmissionLimit;
import io.drawbridge.proto.control.v1.AdmittedLevel;
import io.drawbridge.proto.control.v1.Capacity;
import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayScorerTest {
  /** What rounding to steps of 1/1024 may change, over the smallest limit. */
  private static final double STEP = 2e-3;

  private static final Duration WARM = Duration.ofMinutes(5);

  private final HandClock clock = new HandClock();
  private final GatewayScorer scorer = new GatewayScorer();

  @Test
  void anIdleGatewayGetsItsWholeCapacity() {
    Score score = score(Load.getDefaultInstance());

    assertThat(score.weight()).isEqualTo(1_000);
    assertThat(score.headroom()).isEqualTo(1);
    assertThat(score.state()).isEqualTo(PlacementState.UP);
  }

  static Stream<Arguments> halfUsed() {
    return Stream.of(
        Arguments.of(Resource.CONNECTIONS, load(425)),
        Arguments.of(
            Resource.MESSAGES,
            Load.newBuilder().setMessagesInPerSecond(1_500).setMessagesOutPerSecond(2_000).build()),
        Arguments.of(Resource.BYTES, Load.newBuilder().setBytesOutPerSecond(350_000).build()),
        Arguments.of(Resource.CPU, Load.newBuilder().setCpu(0.35).build()),
        Arguments.of(
            Resource.MEMORY,
            Load.newBuilder().setMemoryUsedBytes(450).setMemoryLimitBytes(1_000).build()),
        Arguments.of(
            Resource.LOOP_LAG,
            Load.newBuilder()
                .setLoopLag(LatencyMicros.newBuilder().setCount(1).setP90(25_000))
                .build()),
        Arguments.of(Resource.ACCEPTS, Load.newBuilder().setAcceptsPerSecond(35).build()),
        Arguments.of(Resource.BUSINESS_P90, acknowledged(250_000, 250_000)),
        Arguments.of(Resource.BUSINESS_P99, acknowledged(10_000, 500_000)),
        Arguments.of(Resource.ADMISSION, admitting("gateway", 383)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("halfUsed")
  void theTightestResourceLimitsTheWeight(Resource resource, Load load) {
    Score score = score(load);

    assertThat(score.limiting()).isEqualTo(resource);
    assertThat(score.headroom()).isCloseTo(0.5, within(STEP));
    assertThat(score.weight()).isCloseTo(1_000 * Math.pow(0.5, 1.5), within(1_000 * STEP));
    assertThat(score.parts()).hasSize(Resource.values().length);
    assertThat(score.parts().get(resource).headroom()).isCloseTo(0.5, within(STEP));
  }

  @Test
  void aBusinessThatIsSlowForAllLimitsNobody() {
    Usual slow = new Usual(800_000, 3_000_000);

    Score usual = score(acknowledged(800_000, 3_000_000), slow);
    Score worse = score(acknowledged(3_200_000, 3_200_000), slow);

    assertThat(usual.parts().get(Resource.BUSINESS_P90).use()).isEqualTo(0.25);
    assertThat(usual.parts().get(Resource.BUSINESS_P99).use()).isEqualTo(0.25);
    assertThat(worse.parts().get(Resource.BUSINESS_P90).use()).isEqualTo(1);
    assertThat(worse.limiting()).isEqualTo(Resource.BUSINESS_P90);
  }

  @Test
  void aBusinessOfWhichNothingIsMeasuredLimitsNobody() {
    LatencyMicros old = LatencyMicros.newBuilder().setCount(0).setP90(9_000_000).build();

    assertThat(score(Load.newBuilder().setBusinessAnswer(old).build()).headroom()).isEqualTo(1);
  }

  @Test
  void whoHasOnlyImportantMessagesLeftIsOverloadedAfterThreeReports() {
    Load important = admitting("gateway", 255);

    assertThat(score(important).state()).isNotEqualTo(PlacementState.OVERLOADED);
    clock.seconds(1);
    assertThat(score(important).state()).isNotEqualTo(PlacementState.OVERLOADED);
    clock.seconds(1);
    Score third = score(important);
    assertThat(third.state()).isEqualTo(PlacementState.OVERLOADED);
    assertThat(third.limiting()).isEqualTo(Resource.ADMISSION);
    assertThat(third.weight()).isZero();
    clock.seconds(1);
    assertThat(score(Load.getDefaultInstance()).state()).isEqualTo(PlacementState.OVERLOADED);
  }

  @Test
  void aMomentOfRefusalsIsNoOverload() {
    score(Load.getDefaultInstance());
    for (int i = 0; i < 9; i++) {
      clock.seconds(1);
      Load load = i % 3 == 2 ? Load.getDefaultInstance() : admitting("gateway", 100);
      assertThat(score(load).state()).isNotEqualTo(PlacementState.OVERLOADED);
    }
  }

  @Test
  void levelsOfBusinessesAreEverybodys() {
    assertThat(score(admitting("chat:9000", 0)).headroom()).isEqualTo(1);
  }

  private static Load admitting(String of, int level) {
    return Load.newBuilder()
        .addLevels(AdmittedLevel.newBuilder().setOf(of).setLevel(level))
        .build();
  }

  @ParameterizedTest(name = "{0} s after its start: {1}")
  @CsvSource({"0, 0.1", "6, 0.1", "12, 0.1", "30, 0.25", "60, 0.5", "120, 1", "9999, 1"})
  void aColdProcessStartsSlowly(long seconds, double factor) {
    Score score =
        scorer.score(
            Load.getDefaultInstance(),
            CAPACITY,
            Usual.UNKNOWN,
            Duration.ofSeconds(seconds),
            clock.getAsLong());

    assertThat(score.slowStart()).isCloseTo(factor, within(STEP));
    assertThat(score.weight()).isCloseTo(1_000 * factor, within(1_000 * STEP));
  }

  @Test
  void believesBadNewsTwiceAsFastAsGood() {
    score(cpu(0));
    clock.seconds(10);
    double risen = score(cpu(0.7)).parts().get(Resource.CPU).smoothed();
    assertThat(risen).isCloseTo(0.7 * (1 - Math.exp(-1)), within(STEP));

    clock.seconds(10);
    double fallen = score(cpu(0)).parts().get(Resource.CPU).smoothed();
    assertThat(fallen).isCloseTo(risen * Math.exp(-0.5), within(STEP));
  }

  @Test
  void warnsAfterThreeReportsAndForgivesAfterSix() {
    GatewayScorer fresh = new GatewayScorer();
    double warm = 0.7 * 0.85;
    double cool = 0.7 * 0.60;

    assertThat(states(fresh, warm, 3))
        .containsExactly(PlacementState.UP, PlacementState.UP, PlacementState.WARN);
    assertThat(score(fresh, warm).stateFactor()).isEqualTo(0.3);
    assertThat(states(fresh, cool, 6))
        .startsWith(PlacementState.WARN, PlacementState.WARN, PlacementState.WARN)
        .endsWith(PlacementState.WARN, PlacementState.UP);
  }

  @Test
  void isOverloadedAfterThreeReportsAndForgivenAfterTen() {
    GatewayScorer fresh = new GatewayScorer();

    assertThat(states(fresh, 0.7 * 0.95, 3)).endsWith(PlacementState.OVERLOADED);
    assertThat(score(fresh, 0.7 * 0.95).weight()).isZero();
    assertThat(states(fresh, 0.7 * 0.68, 9)).containsOnly(PlacementState.OVERLOADED);
    assertThat(states(fresh, 0.7 * 0.68, 1)).containsExactly(PlacementState.WARN);
  }

  @Test
  void aGatewayThatStoodStillIsForgivenWithinFifteenSeconds() {
    Load stall =
        Load.newBuilder()
            .setLoopLag(LatencyMicros.newBuilder().setCount(1).setP90(30_000_000))
            .build();
    score(Load.getDefaultInstance());
    clock.seconds(30);

    Score after = score(stall);
    assertThat(after.parts().get(Resource.LOOP_LAG).use()).isEqualTo(600);

    for (int second = 1; second <= 15; second++) {
      clock.seconds(1);
      after = score(Load.getDefaultInstance());
    }
    assertThat(after.state()).isEqualTo(PlacementState.UP);
  }

  @Test
  void aGatewayWithoutRoomForAClientHasNoWeightFromTheFirstReportOn() {
    score(load(100));
    clock.seconds(1);

    Score full = score(reached(1_000, AdmissionLimit.CLIENTS));

    assertThat(full.state()).isEqualTo(PlacementState.OVERLOADED);
    assertThat(full.weight()).isZero();
    assertThat(full.limiting()).isEqualTo(Resource.CONNECTIONS);
    assertThat(full.headroom()).isZero();
  }

  @Test
  void aMomentWithTooManyArrivalsIsForgivenButNotThreeReportsOfThem() {
    Load tooMany = reached(100, AdmissionLimit.ARRIVALS);

    assertThat(eachSecond(tooMany, 2)).extracting(Score::state).containsOnly(PlacementState.UP);
    assertThat(eachSecond(load(100), 1)).extracting(Score::state).containsOnly(PlacementState.UP);
    List<Score> thrice = eachSecond(tooMany, 3);
    assertThat(thrice)
        .extracting(Score::state)
        .containsExactly(PlacementState.UP, PlacementState.UP, PlacementState.OVERLOADED);
    assertThat(thrice.getLast().limiting()).isEqualTo(Resource.ACCEPTS);
  }

  @Test
  void aGatewayThatHasRoomAgainComesBackSlowly() {
    eachSecond(reached(1_000, AdmissionLimit.CLIENTS), 5);

    List<Score> after = eachSecond(load(0), 60);

    int back = 0;
    while (after.get(back).state() == PlacementState.OVERLOADED) {
      assertThat(after.get(back).weight()).isZero();
      back++;
    }
    assertThat(back).as("reports below the mark").isGreaterThanOrEqualTo(9);
    assertThat(after.get(back).slowStart()).isCloseTo(0.1, within(STEP));
    assertThat(after.get(back + 30).slowStart()).isCloseTo(30 / 120.0, within(STEP));
    assertThat(after.subList(back + 12, after.size()))
        .extracting(Score::weight)
        .isSorted()
        .doesNotHaveDuplicates();
    clock.seconds(120);
    assertThat(score(load(0)).slowStart()).isEqualTo(1);
  }

  @Test
  void aGatewayThatCameBackElsewhereGoesOnFromThere() {
    eachSecond(reached(1_000, AdmissionLimit.CLIENTS), 1);
    Score left = eachSecond(load(0), 60).getLast();
    assertThat(left.slowStart()).isBetween(0.2, 0.5);
    GatewayScorer next = new GatewayScorer();

    next.startFrom(left.state());
    next.startFrom(Published.parts(left), clock.getAsLong());
    clock.seconds(12);

    Score first = next.score(load(0), CAPACITY, Usual.UNKNOWN, WARM, clock.getAsLong());
    assertThat(first.slowStart()).isCloseTo(left.slowStart() + 0.1, within(STEP));
  }

  @Test
  void aDipBelowTheMarkStartsTheCountAnew() {
    GatewayScorer fresh = new GatewayScorer();

    states(fresh, 0.7 * 0.85, 2);
    states(fresh, 0.7 * 0.75, 1);

    assertThat(states(fresh, 0.7 * 0.85, 2)).containsOnly(PlacementState.UP);
  }

  @Test
  void whatIsNotKnownDoesNotLimit() {
    Score score =
        scorer.score(
            load(500), Capacity.getDefaultInstance(), Usual.UNKNOWN, WARM, clock.getAsLong());

    assertThat(score.headroom()).isEqualTo(1);
    assertThat(score.weight()).isEqualTo(1);
  }

  private List<PlacementState> states(GatewayScorer of, double cpu, int reports) {
    return Stream.generate(() -> score(of, cpu).state()).limit(reports).toList();
  }

  /** An hour between reports: the average is the newest value. */
  private Score score(GatewayScorer of, double cpu) {
    clock.advance(Duration.ofHours(1));
    return of.score(cpu(cpu), CAPACITY, Usual.UNKNOWN, WARM, clock.getAsLong());
  }

  private Score score(Load load) {
    return scorer.score(load, CAPACITY, Usual.UNKNOWN, WARM, clock.getAsLong());
  }

  private List<Score> eachSecond(Load load, int reports) {
    return Stream.generate(
            () -> {
              clock.seconds(1);
              return score(load);
            })
        .limit(reports)
        .toList();
  }

  private static Load reached(int connections, AdmissionLimit limit) {
    return load(connections).toBuilder().addLimitsReached(limit).build();
  }

  /** By a scorer of its own. */
  private Score score(Load load, Usual usual) {
    return new GatewayScorer().score(load, CAPACITY, usual, WARM, clock.getAsLong());
  }

  private static Load acknowledged(long p90Micros, long p99Micros) {
    return Load.newBuilder()
        .setBusinessAnswer(
            LatencyMicros.newBuilder().setCount(1).setP90(p90Micros).setP99(p99Micros))
        .build();
  }

  private static Load cpu(double share) {
    return Load.newBuilder().setCpu(share).build();
  }
}
