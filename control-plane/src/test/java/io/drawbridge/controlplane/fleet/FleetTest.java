package io.drawbridge.controlplane.fleet;

import static io.drawbridge.controlplane.fleet.Gateways.load;
import static io.drawbridge.controlplane.fleet.Gateways.registration;
import static io.drawbridge.controlplane.fleet.Gateways.report;
import static io.drawbridge.controlplane.fleet.Gateways.serving;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.controlplane.fleet.Fleet.Attached;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Load;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final Duration SUSPECT_AFTER = Duration.ofSeconds(2);

  private final HandClock clock = new HandClock();
  private final Fleet fleet = new Fleet(SUSPECT_AFTER, clock.getAsLong());
  private final ControlStream stream = directive -> {};
  private final ControlStream another = directive -> {};

  @Test
  void aRegisteredGatewayIsUnheardUntilItReports() {
    lease("a");
    assertThat(presence("a")).isEqualTo(Presence.UNHEARD);

    hear(stream, GatewayState.STARTING);
    assertThat(presence("a")).isEqualTo(Presence.STARTING);

    hear(stream, GatewayState.SERVING);
    assertThat(presence("a")).isEqualTo(Presence.SERVING);
  }

  @Test
  void whomDirectivesReachIsOneListUntilAStreamComesOrGoes() {
    hear(stream, GatewayState.SERVING);
    List<Attached> one = fleet.attached();
    assertThat(one).containsExactly(new Attached("a", stream));

    fleet.reported(
        stream, serving("a", 1).toBuilder().clearRegistration().build(), clock.getAsLong());
    assertThat(fleet.attached()).isSameAs(one);

    fleet.reported(another, serving("b", 1), clock.getAsLong());
    assertThat(fleet.attached())
        .containsExactly(new Attached("a", stream), new Attached("b", another));

    fleet.closed(stream, clock.getAsLong());
    assertThat(fleet.attached()).containsExactly(new Attached("b", another));

    hear(stream, GatewayState.SERVING);
    assertThat(fleet.attached()).hasSize(2);
  }

  @Test
  void aGatewayIsKnownByItsStreamAlone() {
    hear(stream, GatewayState.SERVING);

    assertThat(presence("a")).isEqualTo(Presence.SERVING);
    assertThat(status("a").leased()).isFalse();
  }

  @Test
  void aClosedStreamMakesALeasedGatewaySuspectAfterTheTimeSet() {
    lease("a");
    hear(stream, GatewayState.SERVING);
    fleet.closed(stream, clock.getAsLong());

    clock.advance(SUSPECT_AFTER.minusMillis(1));
    assertThat(presence("a")).isEqualTo(Presence.SERVING);

    clock.advance(Duration.ofMillis(1));
    assertThat(presence("a")).isEqualTo(Presence.SUSPECT);

    fleet.registered(Map.of(), clock.getAsLong());
    assertThat(presence("a")).isEqualTo(Presence.GONE);
  }

  @Test
  void anOpenStreamMayBeSilentTwiceAsLong() {
    lease("a");
    hear(stream, GatewayState.SERVING);

    clock.advance(SUSPECT_AFTER.multipliedBy(2).minusMillis(1));
    assertThat(presence("a")).isEqualTo(Presence.SERVING);

    clock.advance(Duration.ofMillis(1));
    assertThat(presence("a")).isEqualTo(Presence.SUSPECT);

    hear(stream, GatewayState.SERVING);
    assertThat(presence("a")).isEqualTo(Presence.SERVING);
  }

  @Test
  void aReplicaThatStoodStillItselfMissesNobody() {
    lease("a");
    hear(stream, GatewayState.SERVING);

    clock.seconds(60);
    fleet.stoodStill(clock.getAsLong());
    assertThat(presence("a")).isEqualTo(Presence.SERVING);

    clock.advance(SUSPECT_AFTER.multipliedBy(2).minusMillis(1));
    assertThat(presence("a")).isEqualTo(Presence.SERVING);
    clock.advance(Duration.ofMillis(1));
    assertThat(presence("a")).as("silent since").isEqualTo(Presence.SUSPECT);
  }

  @Test
  void whatAnOldStreamStillBringsIsNotHeard() {
    lease("a");
    hear(stream, GatewayState.SERVING);
    hear(another, GatewayState.GATEWAY_DRAINING);

    fleet.reported(
        stream,
        report("a", 1, GatewayState.SERVING, load(9)).toBuilder().clearRegistration().build(),
        clock.getAsLong());

    assertThat(presence("a")).isEqualTo(Presence.DRAINING);
    assertThat(fleet.attached()).containsExactly(new Fleet.Attached("a", another));
  }

  @Test
  void aZombieOfALowerGenerationIsNotItsSuccessor() {
    lease("a");
    hear(stream, GatewayState.SERVING);
    clock.seconds(30);
    fleet.reported(another, report("a", 2, GatewayState.SERVING, load(5)), clock.getAsLong());

    fleet.reported(
        stream, report("a", 1, GatewayState.GATEWAY_DRAINING, load(7)), clock.getAsLong());

    assertThat(presence("a")).isEqualTo(Presence.SERVING);
    assertThat(status("a").registration().getGeneration()).isEqualTo(2);
    fleet.closed(another, clock.getAsLong());
    clock.advance(SUSPECT_AFTER);
    assertThat(presence("a")).as("the zombie does not speak for it").isEqualTo(Presence.SUSPECT);
  }

  @Test
  void anOlderRegistrationInEtcdDoesNotReplaceANewerOne() {
    fleet.reported(stream, report("a", 3, GatewayState.SERVING, load(1)), clock.getAsLong());

    lease("a");

    assertThat(status("a").registration().getGeneration()).isEqualTo(3);
    assertThat(status("a").leased()).isTrue();
  }

  @Test
  void aLostLeaseAloneChangesNothing() {
    lease("a");
    hear(stream, GatewayState.SERVING);

    fleet.registered(Map.of(), clock.getAsLong());

    assertThat(presence("a")).isEqualTo(Presence.SERVING);
  }

  @Test
  void theEndOfAStreamThatWasReplacedIsNotNoticed() {
    lease("a");
    hear(stream, GatewayState.SERVING);
    hear(another, GatewayState.SERVING);

    fleet.closed(stream, clock.getAsLong());
    clock.advance(SUSPECT_AFTER);

    assertThat(presence("a")).isEqualTo(Presence.SERVING);
  }

  @Test
  void aNewLeaderGivesTheUnheardTenSeconds() {
    lease("a");
    clock.seconds(100);
    fleet.tookLead(clock.getAsLong());

    clock.seconds(9);
    assertThat(presence("a")).isEqualTo(Presence.UNHEARD);

    clock.seconds(1);
    assertThat(presence("a")).isEqualTo(Presence.SUSPECT);
  }

  @Test
  void aGatewayOfTheLastSnapshotIsGoneWhenNothingIsHeardOfIt() {
    fleet.tookLead(clock.getAsLong());
    fleet.remembered(List.of(registration("a", 1)), clock.getAsLong());
    assertThat(presence("a")).isEqualTo(Presence.UNHEARD);

    clock.advance(Fleet.LEAD_GRACE);
    assertThat(presence("a")).isEqualTo(Presence.GONE);

    clock.advance(Fleet.SHOWN_WHEN_GONE);
    assertThat(fleet.statuses(clock.getAsLong())).isEmpty();
  }

  @Test
  void theLoadsOfBothProcessesOfAHotRestartAreAdded() {
    lease("a");
    fleet.reported(stream, report("a", 1, GatewayState.SERVING, load(30)), clock.getAsLong());
    fleet.reported(another, report("a", 2, GatewayState.SERVING, load(12)), clock.getAsLong());

    assertThat(status("a").processes()).isEqualTo(2);
    assertThat(status("a").load().map(Load::getConnections)).contains(42);
    assertThat(status("a").registration().getGeneration()).isEqualTo(2);

    fleet.closed(stream, clock.getAsLong());
    clock.advance(SUSPECT_AFTER);
    assertThat(presence("a")).as("the predecessor's end is meant").isEqualTo(Presence.SERVING);
    assertThat(status("a").load().map(Load::getConnections)).contains(12);
  }

  @Test
  void aProcessWhoseSuccessorHasDiedCountsOnceUnderItsNewGeneration() {
    lease("a");
    fleet.reported(stream, report("a", 1, GatewayState.SERVING, load(30)), clock.getAsLong());
    fleet.reported(another, report("a", 2, GatewayState.SERVING, load(12)), clock.getAsLong());
    fleet.closed(another, clock.getAsLong());

    fleet.reported(stream, report("a", 3, GatewayState.SERVING, load(30)), clock.getAsLong());

    assertThat(status("a").processes()).isEqualTo(1);
    assertThat(status("a").load().map(Load::getConnections)).contains(30);
    clock.advance(SUSPECT_AFTER);
    assertThat(presence("a")).isEqualTo(Presence.SERVING);
  }

  @Test
  void aGatewayThatDrainedBeforeItWentIsRemembered() {
    hear(stream, GatewayState.GATEWAY_DRAINING);
    fleet.closed(stream, clock.getAsLong());

    clock.advance(SUSPECT_AFTER);

    assertThat(presence("a")).isEqualTo(Presence.GONE);
    assertThat(status("a").wasDraining()).isTrue();
  }

  @Test
  void directivesGoToOpenStreamsOnly() {
    hear(stream, GatewayState.SERVING);
    assertThat(fleet.attached()).containsExactly(new Fleet.Attached("a", stream));

    fleet.closed(stream, clock.getAsLong());
    assertThat(fleet.attached()).isEmpty();
  }

  @Test
  void thereIsRoomForABoundedNumber() {
    for (int i = 0; i < Fleet.MAX_GATEWAYS; i++) {
      assertThat(fleet.reported(stream, serving("g" + i, 0), clock.getAsLong())).isTrue();
    }

    assertThat(fleet.reported(stream, serving("more", 0), clock.getAsLong())).isFalse();
    assertThat(fleet.reported(stream, serving("g1", 0), clock.getAsLong())).isTrue();
  }

  private void lease(String gateway) {
    fleet.registered(Map.of(gateway, registration(gateway, 1)), clock.getAsLong());
  }

  private void hear(ControlStream from, GatewayState state) {
    fleet.reported(from, report("a", 1, state, load(1)), clock.getAsLong());
  }

  private Presence presence(String gateway) {
    return status(gateway).presence();
  }

  private GatewayStatus status(String gateway) {
    return fleet.status(gateway, clock.getAsLong()).orElseThrow();
  }
}
