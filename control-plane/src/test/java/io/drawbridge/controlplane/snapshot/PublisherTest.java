package io.drawbridge.controlplane.snapshot;

import static io.drawbridge.controlplane.fleet.Gateways.load;
import static io.drawbridge.controlplane.fleet.Gateways.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.controlplane.fleet.ControlStream;
import io.drawbridge.controlplane.fleet.Fleet;
import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Gateways;
import io.drawbridge.controlplane.scoring.Scores;
import io.drawbridge.controlplane.snapshot.Snapshots.Subscription;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.Generation;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What snapshots say and when they are made, on a hand clock. */
class PublisherTest {
  private static final RegionSettings SETTINGS =
      new RegionSettings(
          "r", "cp-1", 1, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final HandClock clock = new HandClock();
  private final Snapshots snapshots = new Snapshots();
  private final Publisher publisher = new Publisher(SETTINGS, snapshots, clock);
  private final Fleet fleet = new Fleet(SETTINGS.suspectAfter(), clock.getAsLong());
  private final Scores scores = new Scores(clock);
  private final Map<String, ControlStream> streams = new HashMap<>();
  private final Map<String, GatewayRegistration> leases = new TreeMap<>();
  private long epoch = 40;
  private long leadNanos = clock.getAsLong();

  @BeforeEach
  void longAgo() {
    clock.advance(Duration.ofHours(1));
    leadNanos = clock.getAsLong();
    fleet.tookLead(leadNanos);
  }

  @Test
  void theFirstSnapshotWaitsUntilEveryoneRegisteredIsHeard() {
    lease("a", "b");
    serve("a", 0);
    assertThat(lead()).isZero();

    serve("b", 0);
    assertThat(lead()).isEqualTo(1);
    assertThat(places()).containsOnlyKeys("a", "b");
  }

  @Test
  void theFirstSnapshotDoesNotWaitForEver() {
    lease("a", "b");
    clock.advance(Fleet.LEAD_GRACE);
    serve("a", 0);

    assertThat(lead()).isEqualTo(1);
    assertThat(place("b").getState()).isEqualTo(PlacementState.SUSPECT);
    assertThat(place("b").getWeight()).isZero();
  }

  @Test
  void nothingIsPublishedWhileNobodyIsKnown() {
    clock.advance(Fleet.LEAD_GRACE);

    assertThat(lead()).isZero();
  }

  @Test
  void isMadeEachIntervalAndAtOnceWhenAPlaceChanges() {
    serveBoth();
    assertThat(lead()).isEqualTo(1);

    clock.advance(Duration.ofMillis(100));
    assertThat(lead()).as("nothing has changed").isEqualTo(1);

    report("b", GatewayState.GATEWAY_DRAINING, load(0));
    assertThat(lead()).as("b is draining").isEqualTo(2);
    assertThat(place("b").getWeight()).isZero();
    assertThat(place("b").getState()).isEqualTo(PlacementState.DRAINING);

    clock.seconds(1);
    assertThat(lead()).as("the interval is over").isEqualTo(3);
  }

  @Test
  void smallChangesOfWeightAreNotPublished() {
    serveBoth();
    lead();
    double before = place("a").getWeight();

    clock.seconds(1);
    serve("a", 20);
    lead();
    assertThat(place("a").getWeight()).isEqualTo(before);

    for (int second = 0; second < 100; second++) {
      clock.seconds(1);
      serve("a", 600);
      serve("b", 0);
    }
    lead();
    assertThat(place("a").getWeight()).isLessThan(before / 2);
    assertThat(place("a").getLimitingResource()).isEqualTo("connections");
  }

  @Test
  void oneOfTwoThatVanishesLosesItsPlace() {
    serveBoth();
    lead();

    fleet.closed(streams.get("b"), clock.getAsLong());
    clock.seconds(2);
    serve("a", 0);
    lead();

    assertThat(place("b").getState()).isEqualTo(PlacementState.SUSPECT);
    assertThat(place("b").getWeight()).isZero();
    assertThat(newest().getAlarmsList()).isEmpty();
  }

  @Test
  void aRegionThatVanishesAsAWholeKeepsItsPlaces() {
    serveBoth();
    lead();
    Map<String, GatewaySnapshot> before = places();

    streams.values().forEach(stream -> fleet.closed(stream, clock.getAsLong()));
    clock.seconds(3);
    lead();

    assertThat(place("a").getKept()).isTrue();
    assertThat(place("a").getWeight()).isEqualTo(before.get("a").getWeight());
    assertThat(newest().getAlarmsList())
        .containsExactly("vanish guard: 2 of 2 gateways lost, kept in place");

    leases.clear();
    fleet.registered(leases, clock.getAsLong());
    for (int i = 0; i < 50; i++) { // past one lease time, but not until they are forgotten
      clock.seconds(1);
      lead();
    }
    assertThat(place("a").getWeight()).as("never empty").isGreaterThan(0);
    assertThat(newest().getAlarmsList())
        .containsExactly("no gateway is heard of: the last ones known are kept");
  }

  @Test
  void aGatewayThatStoodStillIsAsGoodAsBefore() {
    serveBoth();
    lead();
    double before = place("a").getWeight();

    clock.seconds(30);
    LatencyMicros lag = LatencyMicros.newBuilder().setCount(1).setP90(30_000_000).build();
    report("a", GatewayState.SERVING, Load.newBuilder().setLoopLag(lag).build());
    serve("b", 0);
    lead();

    assertThat(place("a").getState()).isEqualTo(PlacementState.UP);
    assertThat(place("a").getWeight()).isEqualTo(before);
  }

  @Test
  void overloadedEverywhereIsBetterThanNowhere() {
    serveBoth();
    lead();

    for (int second = 0; second < 100; second++) {
      clock.seconds(1);
      report("a", GatewayState.SERVING, Load.newBuilder().setCpu(1).build());
      report("b", GatewayState.SERVING, Load.newBuilder().setCpu(1).build());
      lead();
    }

    assertThat(place("a").getState()).isEqualTo(PlacementState.OVERLOADED);
    assertThat(place("a").getWeight()).isGreaterThan(0);
    assertThat(newest().getAlarmsList()).hasSize(1);
  }

  @Test
  void whoDrainsTheWholeRegionMayEmptyIt() {
    serveBoth();
    lead();

    report("a", GatewayState.GATEWAY_DRAINING, load(0));
    report("b", GatewayState.GATEWAY_DRAINING, load(0));
    lead();

    assertThat(places().values()).allMatch(place -> place.getWeight() == 0);
  }

  @Test
  void aNewLeaderGoesOnFromTheLastSnapshot() {
    serveBoth();
    lead();
    double weight = place("b").getWeight();

    Fleet another = new Fleet(SETTINGS.suspectAfter(), clock.getAsLong());
    another.remembered(leases.values(), clock.getAsLong());
    another.registered(leases, clock.getAsLong());
    Publisher next = new Publisher(SETTINGS, snapshots, clock);
    next.lead(
        50,
        clock.getAsLong(),
        another.statuses(clock.getAsLong()),
        new Scores(clock),
        clock.getAsLong());

    assertThat(Generations.text(newest().getGeneration())).isEqualTo("1.50.1");
    assertThat(place("b").getWeight()).isEqualTo(weight);
    assertThat(place("b").getState()).isEqualTo(PlacementState.UP);
  }

  @Test
  void aNewLeaderKeepsTheLastWeightsWithinTheDeadBand() {
    serveBoth();
    lead();
    double weight = place("a").getWeight();

    epoch = 50;
    clock.seconds(3);
    serve("a", 40);
    serve("b", 0);
    lead();

    assertThat(Generations.text(newest().getGeneration())).isEqualTo("1.50.1");
    assertThat(scores.of("a").orElseThrow().weight()).isLessThan(weight);
    assertThat(place("a").getWeight()).isEqualTo(weight);
  }

  @Test
  void aRegionWhoseLastGatewayDrainsKeepsThoseLostBeforeIt() {
    serveBoth();
    lead();
    double weight = place("a").getWeight();
    streams.values().forEach(stream -> fleet.closed(stream, clock.getAsLong()));
    leases.clear();
    fleet.registered(leases, clock.getAsLong());
    for (int i = 0; i < 100; i++) { // until the fleet has forgotten them
      clock.seconds(1);
      lead();
    }
    assertThat(statuses()).isEmpty();

    report("c", GatewayState.GATEWAY_DRAINING, load(0));
    lead();

    assertThat(places()).containsOnlyKeys("a", "b", "c");
    assertThat(place("a").getWeight()).isEqualTo(weight);
    assertThat(place("a").getKept()).isTrue();

    serve("c", 0);
    lead();
    assertThat(places()).as("somewhere to go").containsOnlyKeys("c");
  }

  @Test
  void theSameEpochGoesOnCounting() {
    serveBoth();
    lead();
    clock.seconds(1);
    lead();

    assertThat(Generations.text(newest().getGeneration())).isEqualTo("1.40.2");
  }

  @Test
  void anEpochThatWentBackIsReportedAndNotPublished() {
    serveBoth();
    lead();
    FleetSnapshot before = newest();

    epoch = 7;
    clock.seconds(1);
    lead();

    assertThat(newest()).isEqualTo(before);
    assertThat(publisher.trouble()).contains("generation 1.7.1 is below the one in force");
  }

  @Test
  void withoutALeaderOnlyThoseWhoDrainAreTakenOut() {
    serveBoth();
    lead();
    FleetSnapshot last = newest();
    fleet.closed(streams.get("a"), clock.getAsLong());
    report("b", GatewayState.GATEWAY_DRAINING, load(0));

    follow(3);

    assertThat(Generations.text(newest().getGeneration())).isEqualTo("1.40.2");
    assertThat(place("b").getState()).isEqualTo(PlacementState.DRAINING);
    assertThat(place("b").getWeight()).isZero();
    assertThat(place("a")).isEqualTo(last.getGateways(0));
    assertThat(newest().getMadeUnixMillis()).isEqualTo(last.getMadeUnixMillis());
    assertThat(newest().getLeader()).isEqualTo("cp-1");
    assertThat(newest().getAlarmsList())
        .containsExactly("no leader: 1 draining gateways taken out");
  }

  @Test
  void aSecondDrainWithoutALeaderIsTakenOutAtOnce() {
    serveBoth();
    lead();
    report("b", GatewayState.GATEWAY_DRAINING, load(0));
    follow(3);

    report("a", GatewayState.GATEWAY_DRAINING, load(0));
    publisher.overlayDraining(statuses(), clock.getAsLong());

    assertThat(place("a").getState()).isEqualTo(PlacementState.DRAINING);
    assertThat(newest().getAlarmsList())
        .containsExactly("no leader: 2 draining gateways taken out");
  }

  @Test
  void whileSnapshotsComeSomebodyLeadsWhateverEtcdTells() {
    serveBoth();
    lead();
    report("b", GatewayState.GATEWAY_DRAINING, load(0));

    for (int counter = 2; counter < 20; counter++) {
      clock.seconds(1);
      FleetSnapshot.Builder next = newest().toBuilder();
      next.getGenerationBuilder().setCounter(counter);
      assertThat(snapshots.offer(next.build())).isTrue();
      publisher.overlayDraining(statuses(), clock.getAsLong());
    }

    assertThat(newest().getGeneration().getCounter()).isEqualTo(19);
    assertThat(place("b").getWeight()).isPositive();
  }

  @Test
  void whatSubscribersApplyAlreadyIsOutdone() {
    serveBoth();
    lead();
    Subscription subscription = snapshots.subscribe(snapshot -> {}).orElseThrow();
    Generation told = newest().getGeneration();
    subscription.reported(applied(told.toBuilder().setCounter(9).build()));

    clock.seconds(1);
    assertThat(lead()).as("the reign's highest anywhere").isEqualTo(10);

    subscription.reported(applied(told.toBuilder().setCounter(Long.MAX_VALUE).build()));
    clock.seconds(1);
    assertThat(lead()).as("nobody has counted that far").isEqualTo(11);

    subscription.reported(applied(told.toBuilder().setLeaderEpoch(39).setCounter(99).build()));
    clock.seconds(1);
    assertThat(lead()).as("another reign").isEqualTo(12);
  }

  @Test
  void theRegionsScoreIsItsHeadroomTimesTheShareAlive() {
    serveBoth();
    lead();
    assertThat(newest().getScore()).isEqualTo(1);

    fleet.closed(streams.get("b"), clock.getAsLong());
    clock.seconds(2);
    serve("a", 0);
    lead();
    assertThat(newest().getScore()).isEqualTo(0.5);
  }

  /** Judges as the leader; the number of snapshots so far. */
  private long lead() {
    publisher.lead(epoch, leadNanos, statuses(), scores, clock.getAsLong());
    return snapshots.newest().map(snapshot -> snapshot.getGeneration().getCounter()).orElse(0L);
  }

  /** Looks at the region as one that nobody leads, each 100 ms. */
  private void follow(int seconds) {
    for (int tick = 0; tick <= 10 * seconds; tick++) {
      publisher.overlayDraining(statuses(), clock.getAsLong());
      clock.advance(Duration.ofMillis(100));
    }
  }

  private static SubscriberReport applied(Generation generation) {
    return SubscriberReport.newBuilder().setRegion("r").setApplied(generation).build();
  }

  private void serveBoth() {
    lease("a", "b");
    serve("a", 0);
    serve("b", 0);
  }

  private void lease(String... gateways) {
    for (String gateway : gateways) {
      leases.put(gateway, registration(gateway, 1));
    }
    fleet.registered(leases, clock.getAsLong());
  }

  private void serve(String gateway, int connections) {
    report(gateway, GatewayState.SERVING, load(connections));
  }

  private void report(String gateway, GatewayState state, Load load) {
    ControlStream stream = streams.computeIfAbsent(gateway, id -> new NoDirectives(id));
    fleet.reported(stream, Gateways.report(gateway, 1, state, load), clock.getAsLong());
    fleet
        .status(gateway, clock.getAsLong())
        .ifPresent(status -> scores.reported(status, clock.getAsLong()));
  }

  private List<GatewayStatus> statuses() {
    return fleet.statuses(clock.getAsLong());
  }

  private FleetSnapshot newest() {
    return snapshots.newest().orElseThrow();
  }

  private Map<String, GatewaySnapshot> places() {
    return newest().getGatewaysList().stream()
        .collect(Collectors.toMap(GatewaySnapshot::getGateway, Function.identity()));
  }

  private GatewaySnapshot place(String gateway) {
    return places().get(gateway);
  }

  /** One stream of each gateway; nobody reads its directives. */
  private record NoDirectives(String gateway) implements ControlStream {
    @Override
    public void send(Directive directive) {}
  }
}
