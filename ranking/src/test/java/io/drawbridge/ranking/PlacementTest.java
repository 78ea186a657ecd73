package io.drawbridge.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementTest {
  private static final DeviceBucket BUCKET = DeviceBucket.of("phone-1");
  private static final Set<Transport> TCP = Set.of(Transport.TCP);

  @ParameterizedTest
  @EnumSource(names = {"DRAINING", "RESTARTING", "SUSPECT", "GONE"})
  void neverGivesAGatewayThatIsLeavingOrLost(PlacementState state) {
    Placement placement = place(gateway("gw-1", PlacementState.UP, 1), gateway("gw-2", state, 100));

    assertThat(ids(placement, Optional.of("gw-2"))).containsExactly("gw-1");
    assertThat(placement.standings().get("gw-2")).isInstanceOf(Standing.Out.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"DRAINING", "RESTARTING", "SUSPECT", "GONE"})
  void givesNothingRatherThanAGatewayThatIsLeavingOrLost(PlacementState state) {
    assertThat(ids(place(gateway("gw-1", state, 1)), Optional.empty())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SUSPECT", "GONE"})
  void aGatewayKeptByTheVanishGuardKeepsItsWeight(PlacementState state) {
    Placement placement = place(gateway("gw-1", state, 3).toBuilder().setKept(true).build());

    assertThat(placement.standings().get("gw-1")).isEqualTo(new Standing.Open(3));
    assertThat(placement.rank(BUCKET, Optional.empty(), 5).degraded()).isTrue();
  }

  @Test
  void overloadedGatewaysThatWereGivenWeightAreStillTheLeastBad() {
    GatewaySnapshot overloaded = gateway("gw-1", PlacementState.OVERLOADED, 0.01);

    assertThat(place(overloaded).rank(BUCKET, Optional.empty(), 5).degraded()).isTrue();
    assertThat(
            place(overloaded, gateway("gw-2", PlacementState.UP, 1))
                .rank(BUCKET, Optional.empty(), 5)
                .degraded())
        .isFalse();
  }

  @Test
  void anExplicitDrainWinsOverTheVanishGuard() {
    Placement placement =
        place(gateway("gw-1", PlacementState.DRAINING, 3).toBuilder().setKept(true).build());

    assertThat(placement.standings().get("gw-1")).isEqualTo(new Standing.Out("draining"));
  }

  @Test
  void withoutAnyWeightTheKeptComeFirstThenTheFull() {
    Placement placement =
        place(
            gateway("full-1", PlacementState.OVERLOADED, 0),
            gateway("kept", PlacementState.SUSPECT, 0).toBuilder().setKept(true).build(),
            gateway("full-2", PlacementState.UP, 0),
            gateway("drained", PlacementState.DRAINING, 0));

    Ranking ranking = placement.rank(BUCKET, Optional.of("full-2"), 5);

    assertThat(ranking.degraded()).isTrue();
    assertThat(ranking.gateways().stream().map(Candidate::gateway))
        .containsExactly("kept", "full-2", "full-1");
    assertThat(placement.rank(BUCKET, Optional.empty(), 2).gateways()).hasSize(2);
  }

  @Test
  void oneGatewayWithWeightIsEnoughNotToBeDegraded() {
    Ranking ranking =
        place(gateway("gw-1", PlacementState.WARN, 0.1), gateway("gw-2", PlacementState.UP, 0))
            .rank(BUCKET, Optional.empty(), 5);

    assertThat(ranking.degraded()).isFalse();
    assertThat(ranking.gateways().stream().map(Candidate::gateway)).containsExactly("gw-1");
  }

  @Test
  void aGatewayWithoutTheClientsTransportIsOut() {
    Placement placement =
        Placement.of(List.of(gateway("gw-1", PlacementState.UP, 1)), Set.of(Transport.WSS));

    assertThat(placement.standings().get("gw-1"))
        .isEqualTo(new Standing.Out("no endpoint for [WSS]"));
  }

  @Test
  void aStateOfANewerControlPlaneIsJudgedByItsWeight() {
    GatewaySnapshot unknown =
        gateway("gw-1", PlacementState.UP, 2).toBuilder().setStateValue(99).build();

    assertThat(Standing.of(unknown, TCP)).isEqualTo(new Standing.Open(2));
  }

  @Test
  void aWeightThatIsNoNumberIsNoWeight() {
    assertThat(Standing.of(gateway("gw-1", PlacementState.UP, Double.NaN), TCP))
        .isEqualTo(new Standing.LastResort(Standing.Kind.FULL));
  }

  private static List<String> ids(Placement placement, Optional<String> previous) {
    return placement.rank(BUCKET, previous, 5).gateways().stream().map(Candidate::gateway).toList();
  }

  private static Placement place(GatewaySnapshot... gateways) {
    return Placement.of(List.of(gateways), TCP);
  }

  private static GatewaySnapshot gateway(String id, PlacementState state, double weight) {
    return GatewaySnapshot.newBuilder()
        .setGateway(id)
        .setState(state)
        .setWeight(weight)
        .addEndpoints(
            Endpoint.newBuilder()
                .setGateway(id)
                .setHost("127.1.1.1")
                .setPort(7000)
                .setTransport(Transport.TCP))
        .build();
  }
}
