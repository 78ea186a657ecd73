package io.drawbridge.controlplane.history;

import static io.drawbridge.controlplane.fleet.Gateways.load;
import static io.drawbridge.controlplane.fleet.Gateways.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.controlplane.history.ScoreHistory.Extent;
import io.drawbridge.controlplane.scoring.Published;
import io.drawbridge.controlplane.scoring.Resource;
import io.drawbridge.controlplane.scoring.Score;
import io.drawbridge.controlplane.scoring.Scores;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.control.v1.PolicyState;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import io.drawbridge.proto.snapshot.v1.WeightBasis;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreHistoryTest {
  private static final List<String> NO_ALARMS = List.of();

  private final HandClock clock = new HandClock();
  private final Scores scores = new Scores(clock);
  private final ScoreHistory history = new ScoreHistory(ScoreHistory.MAX_BYTES);

  @Test
  void tellsASecondAsItWas() {
    Score score = scored("a", Load.newBuilder().setConnections(300).setCpu(0.35).build());
    GatewaySnapshot place = place("a", score);

    history.record(second(), List.of(status("a", 300)), scores::of, List.of(place));

    Moment moment = history.newest("a").orElseThrow();
    assertThat(moment.second()).isEqualTo(second());
    assertThat(moment.presence()).contains(Presence.SERVING);
    assertThat(moment.connections()).isEqualTo(300);
    assertThat(moment.place().getState()).isEqualTo(PlacementState.UP);
    assertThat(moment.place().getWeight()).isEqualTo(score.weight());
    assertThat(moment.place().getParts()).isEqualTo(place.getParts());
    assertThat(moment.use().get(Resource.CPU)).isCloseTo(0.35, within(1e-3));
    assertThat(moment.use().get(Resource.CONNECTIONS)).isCloseTo(0.3, within(1e-3));
    assertThat(moment.ownWeight()).isCloseTo(score.weight(), within(1e-3));
    assertThat(Published.recomputed(moment.place())).hasValue(score.weight());
  }

  @Test
  void findsTheSecondThatWasTheNewestThen() {
    long first = clock.millis();
    for (int connections = 0; connections < 10; connections++) {
      history.record(second(), List.of(status("a", connections)), scores::of, List.of());
      clock.seconds(1);
    }

    assertThat(history.at("a", first + 4_999).orElseThrow().connections()).isEqualTo(4);
    assertThat(history.at("a", first + 5_000).orElseThrow().connections()).isEqualTo(5);
    assertThat(history.at("a", clock.millis()).orElseThrow().connections()).isEqualTo(9);
    assertThat(history.at("a", first - 1)).isEmpty();
    assertThat(history.at("b", first)).isEmpty();
    assertThat(history.last("a", 3)).extracting(Moment::connections).containsExactly(7, 8, 9);
  }

  @Test
  void gatewaysKnownFromTheSnapshotAloneAreToldToo() {
    GatewaySnapshot place =
        GatewaySnapshot.newBuilder()
            .setGateway("b")
            .setState(PlacementState.DRAINING)
            .setBasis(WeightBasis.STATE_ALONE)
            .setConnections(17)
            .build();

    history.record(second(), List.of(status("a", 1)), scores::of, List.of(place));

    Moment b = history.newest("b").orElseThrow();
    assertThat(b.presence()).isEmpty();
    assertThat(b.connections()).isEqualTo(17);
    assertThat(b.place().hasParts()).isFalse();
    assertThat(Published.recomputed(b.place())).hasValue(0);
    assertThat(history.newest("a").orElseThrow().place().getBasis())
        .isEqualTo(WeightBasis.WEIGHT_BASIS_UNSPECIFIED);
  }

  @Test
  void whoComesAndGoesDoesNotMoveTheOthers() {
    for (int i = 0; i < 100; i++) {
      List<GatewayStatus> now = new ArrayList<>(List.of(status("m", i)));
      if (i % 2 == 0) {
        now.add(status("a", 1_000));
      }
      if (i % 3 == 0) {
        now.add(status("z", 2_000));
      }
      history.record(second(), now, scores::of, List.of());
      clock.seconds(1);
    }

    assertThat(history.last("m", 100))
        .extracting(Moment::connections)
        .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    assertThat(history.last("a", 100)).hasSize(50);
  }

  @Test
  void aWallClockThatJumpsLosesNothing() {
    history.record(second(), List.of(status("a", 1)), scores::of, List.of());
    history.record(
        new Second(clock.millis() - 600_000, "1.2.3", "cp-1", NO_ALARMS),
        List.of(status("a", 2)),
        scores::of,
        List.of());

    assertThat(history.newest("a").orElseThrow().connections()).isEqualTo(2);
    assertThat(history.last("a", 10)).hasSize(2);
  }

  @Test
  void remembersAQuarterOfAnHour() {
    int seconds = (int) ScoreHistory.SPAN.toSeconds();
    for (int i = 0; i < seconds + 50; i++) {
      history.record(second(), List.of(status("a", i)), scores::of, List.of());
      clock.seconds(1);
    }

    assertThat(history.extent().seconds()).isEqualTo(seconds);
    assertThat(history.last("a", 10_000)).hasSize(seconds);
    assertThat(history.last("a", 10_000).getFirst().connections()).isEqualTo(50);
    assertThat(history.at("a", clock.millis() - ScoreHistory.SPAN.toMillis() - 1)).isEmpty();
  }

  @Test
  void atItsBoundInBytesItRemembersEverybodyForLessLong() {
    long bound = 100_000;
    ScoreHistory small = new ScoreHistory(bound);
    List<GatewayStatus> fleet = statuses(100);
    for (int i = 0; i < 200; i++) {
      small.record(second(), fleet, scores::of, List.of());
      assertThat(small.extent().bytes()).isLessThanOrEqualTo(bound);
      clock.seconds(1);
    }

    Extent kept = small.extent();
    assertThat(kept.seconds()).isBetween(10, 20);
    assertThat(kept.bytes()).isGreaterThan(bound - 10_000);
    assertThat(small.last("g99", 200)).hasSize(kept.seconds());

    for (int i = 0; i < 50; i++) { // ids that change each second are counted as well
      small.record(second(), statuses(100 + i), scores::of, List.of());
      assertThat(small.extent().bytes()).isLessThanOrEqualTo(bound);
    }
    small.record(second(), statuses(5_000), scores::of, List.of());
    assertThat(small.extent())
        .as("one second alone is too large")
        .isEqualTo(new Extent(0, 0, 0, 0));
  }

  @Test
  void aQuarterOfAnHourOfTwoThousandGatewaysFits() {
    List<GatewayStatus> fleet = statuses(2_000);
    Score score = scored("g0", Load.newBuilder().setCpu(0.35).build());
    List<GatewaySnapshot> places = fleet.stream().map(status -> place(status.id(), score)).toList();
    long before = heapBytes();
    for (int i = 0; i < ScoreHistory.SPAN.toSeconds(); i++) {
      history.record(second(), fleet, gateway -> Optional.of(score), places);
    }
    long after = heapBytes();

    Extent kept = history.extent();
    System.out.printf(
        "score history: %d gateways x %d s: %.1f MiB counted, %d bytes a gateway; heap grew by %.1f"
            + " MiB, %d bytes a gateway%n",
        fleet.size(),
        kept.seconds(),
        kept.bytes() / 1048576.0,
        kept.bytes() / fleet.size(),
        (after - before) / 1048576.0,
        (after - before) / fleet.size());
    assertThat(kept.seconds()).isEqualTo((int) ScoreHistory.SPAN.toSeconds());
    assertThat(kept.bytes()).isLessThanOrEqualTo(ScoreHistory.MAX_BYTES);
    assertThat(after - before).as("it costs no more than it says").isLessThan(2 * kept.bytes());
    assertThat(history.last("g1999", 1)).hasSize(1);
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static List<GatewayStatus> statuses(int gateways) {
    return IntStream.range(0, gateways).mapToObj(i -> status("g" + i, i)).toList();
  }

  private Second second() {
    return new Second(clock.millis(), "1.2.3", "cp-1", NO_ALARMS);
  }

  private Score scored(String gateway, Load load) {
    scores.reported(status(gateway, load), clock.getAsLong());
    return scores.of(gateway).orElseThrow();
  }

  private static GatewaySnapshot place(String gateway, Score score) {
    return GatewaySnapshot.newBuilder()
        .setGateway(gateway)
        .setState(score.state())
        .setWeight(score.weight())
        .setBasis(WeightBasis.SCORE)
        .setParts(Published.parts(score))
        .build();
  }

  private static GatewayStatus status(String gateway, int connections) {
    return status(gateway, load(connections));
  }

  private static GatewayStatus status(String gateway, Load load) {
    return new GatewayStatus(
        gateway,
        registration(gateway, 1),
        true,
        Presence.SERVING,
        0,
        false,
        1,
        Optional.of(load),
        PolicyState.getDefaultInstance(),
        Optional.of(Duration.ZERO.toNanos()));
  }
}
