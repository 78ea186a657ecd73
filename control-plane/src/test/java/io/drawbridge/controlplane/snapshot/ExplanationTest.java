package io.drawbridge.controlplane.snapshot;

import static io.drawbridge.controlplane.fleet.Gateways.CAPACITY;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.controlplane.fleet.ControlStream;
import io.drawbridge.controlplane.fleet.Fleet;
import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Gateways;
import io.drawbridge.controlplane.history.ScoreHistory;
import io.drawbridge.controlplane.history.Second;
import io.drawbridge.controlplane.scoring.Published;
import io.drawbridge.controlplane.scoring.Scores;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import io.drawbridge.proto.snapshot.v1.WeightBasis;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever gateways report, and whoever comes, drains, vanishes and leads: each weight that is
 * published can be computed again from what is published and kept beside it, to the last bit.
 */
class ExplanationTest {
  private static final RegionSettings SETTINGS =
      new RegionSettings(
          "r", "cp-1", 1, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(30));
  private static final double[] LIMITS = {0.85, 0.70, 0.70, 0.70, 0.90, 1.0, 0.70, 1.0, 1.0};
  private static final double STEPS = 1_024;

  private final HandClock clock = new HandClock();
  private final Snapshots snapshots = new Snapshots();
  private final ScoreHistory history = new ScoreHistory(ScoreHistory.MAX_BYTES);
  private final Fleet fleet = new Fleet(SETTINGS.suspectAfter(), clock.getAsLong());
  private final Map<String, GatewayRegistration> leases = new TreeMap<>();
  private final List<Member> members =
      IntStream.range(0, 8).mapToObj(i -> new Member("g" + i)).toList();
  private Scores scores = new Scores(clock);
  private Publisher publisher = new Publisher(SETTINGS, snapshots, clock);
  private long epoch = 1;
  private long leadNanos = clock.getAsLong();
  private final Set<WeightBasis> bases = EnumSet.noneOf(WeightBasis.class);
  private final Set<PlacementState> states = EnumSet.noneOf(PlacementState.class);
  private int kept;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyPublishedWeightIsExplained(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 2_000; step++) {
      clock.advance(Duration.ofMillis(100 + random.nextInt(1_500)));
      happen(random);
      List<GatewayStatus> statuses = fleet.statuses(clock.getAsLong());
      scores.retain(statuses.stream().map(GatewayStatus::id).collect(Collectors.toSet()));
      scores.compare(statuses);
      publisher.lead(epoch, leadNanos, statuses, scores, clock.getAsLong());
      snapshots
          .newest()
          .ifPresent(newest -> {
            Second second = new Second(clock.millis(), "", newest.getLeader(), List.of());
            history.record(second, statuses, scores::of, newest.getGatewaysList());
            newest.getGatewaysList().forEach(this::isExplained);
          });
    }
    assertThat(bases).contains(WeightBasis.SCORE, WeightBasis.STATE_ALONE);
    assertThat(states)
        .contains(
            PlacementState.UP,
            PlacementState.WARN,
            PlacementState.OVERLOADED,
            PlacementState.DRAINING);
    assertThat(kept).as("the guard was up as well").isPositive();
  }

  private void isExplained(GatewaySnapshot place) {
    bases.add(place.getBasis());
    states.add(place.getState());
    kept += place.getKept() ? 1 : 0;
    assertThat(Published.recomputed(place)).as(place::toString).hasValue(place.getWeight());
    assertThat(byHand(place)).as(place::toString).isEqualTo(place.getWeight());
    GatewaySnapshot remembered = history.newest(place.getGateway()).orElseThrow().place();
    assertThat(remembered.getWeight()).isEqualTo(place.getWeight());
    assertThat(Published.recomputed(remembered)).hasValue(place.getWeight());
  }

  /** As snapshot.proto tells a stranger. */
  private static double byHand(GatewaySnapshot place) {
    double capacity = place.getParts().getCapacity();
    return switch (place.getBasis()) {
      case LAST_RESORT -> capacity * 0.01;
      case STATE_ALONE -> 0;
      case SCORE -> {
        double headroom = 1;
        for (int i = 0; i < LIMITS.length; i++) {
          double use = place.getParts().getUse(i) / STEPS;
          headroom = Math.min(headroom, Math.max(0, (LIMITS[i] - use) / LIMITS[i]));
        }
        double slowStart = place.getParts().getSlowStart() / STEPS;
        double state = Map.of(1, 1.0, 2, 0.3, 3, 0.0).get(place.getState().getNumber());
        yield (float) (capacity * (headroom * Math.sqrt(headroom)) * slowStart * state);
      }
      case WEIGHT_BASIS_UNSPECIFIED, UNRECOGNIZED -> Double.NaN;
    };
  }

  private void happen(Random random) {
    members.forEach(member -> member.live(random));
    if (random.nextInt(100) == 0) {
      members.forEach(Member::vanish);
    }
    if (random.nextInt(200) == 0) { // another replica takes the lead and has heard nothing
      epoch++;
      leadNanos = clock.getAsLong();
      fleet.tookLead(leadNanos);
      scores = new Scores(clock);
      snapshots.newest().ifPresent(last -> scores.startFrom(last.getGatewaysList()));
      publisher = new Publisher(SETTINGS, snapshots, clock);
    }
    fleet.registered(leases, clock.getAsLong());
  }

  private static Load load(Random random, double busy) {
    return Load.newBuilder()
        .setConnections((int) (busy * 850 * random.nextDouble()))
        .setCpu(busy * random.nextDouble())
        .setMessagesInPerSecond(busy * 7_000 * random.nextDouble())
        .setMemoryUsedBytes((long) (busy * 900 * random.nextDouble()))
        .setMemoryLimitBytes(1_000)
        .setAcceptsPerSecond(busy * 70 * random.nextDouble())
        .setLoopLag(latency(random, 50_000 * busy))
        .setBusinessAnswer(latency(random, 1_000_000 * busy))
        .build();
  }

  private static LatencyMicros latency(Random random, double max) {
    long p90 = (long) (max * random.nextDouble());
    return LatencyMicros.newBuilder()
        .setCount(random.nextInt(3))
        .setP90(p90)
        .setP99(2 * p90)
        .build();
  }

  private final class Member {
    private final String id;
    private long generation;
    private Stream stream = new Stream();
    private boolean here;
    private double busy = 0.5;

    Member(String id) {
      this.id = id;
    }

    void live(Random random) {
      if (!here) {
        if (random.nextInt(20) == 0) {
          arrive();
        }
        return;
      }
      if (random.nextInt(300) == 0) {
        vanish();
        return;
      }
      busy = Math.clamp(busy + (random.nextDouble() - 0.5) / 3, 0, 1.3);
      boolean draining = generation % 5 == 4;
      say(draining ? GatewayState.GATEWAY_DRAINING : GatewayState.SERVING, load(random, busy));
    }

    void arrive() {
      here = true;
      generation++;
      stream = new Stream();
      leases.put(id, registration());
      say(GatewayState.STARTING, Load.getDefaultInstance());
    }

    void vanish() {
      if (here) {
        here = false;
        fleet.closed(stream, clock.getAsLong());
        if (generation % 2 == 0) {
          leases.remove(id);
        }
      }
    }

    private void say(GatewayState state, Load load) {
      GatewayReport report =
          GatewayReport.newBuilder()
              .setGateway(id)
              .setRegion("r")
              .setGeneration(generation)
              .setState(state)
              .setLoad(load)
              .setRegistration(registration())
              .build();
      fleet.reported(stream, report, clock.getAsLong());
      fleet
          .status(id, clock.getAsLong())
          .ifPresent(status -> scores.reported(status, clock.getAsLong()));
    }

    private GatewayRegistration registration() {
      return Gateways.registration(id, generation).toBuilder()
          .setCapacity(CAPACITY.toBuilder().setConnections(1_000 + 137 * (int) generation))
          .setStartedUnixMillis(clock.millis() - generation * 9_000)
          .build();
    }
  }

  private static final class Stream implements ControlStream {
    @Override
    public void send(Directive directive) {}
  }
}
