package io.drawbridge.controlplane.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Gateways;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.controlplane.snapshot.RegionView;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.PolicyState;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LiveGatewayTest {
  /** Two transports on one port, another on a second address. */
  private static final List<Endpoint> ENDPOINTS =
      List.of(
          endpoint("gw.test", 7000, Transport.TCP),
          endpoint("gw.test", 7000, Transport.WS),
          endpoint("2001:db8::7", 443, Transport.WSS));

  @Test
  void namesAnAddressOnceHoweverManyTransportsItHas() {
    LiveGateway own = LiveGateway.own(view(ENDPOINTS)).findFirst().orElseThrow();
    LiveGateway other = LiveGateway.of(snapshot(ENDPOINTS)).findFirst().orElseThrow();

    assertThat(own.addresses()).containsExactly("gw.test:7000", "[2001:db8::7]:443");
    assertThat(other.addresses()).isEqualTo(own.addresses());
  }

  @Test
  void tellsWhatIsSpokenAtEach() {
    LiveGateway own = LiveGateway.own(view(ENDPOINTS)).findFirst().orElseThrow();
    LiveGateway other = LiveGateway.of(snapshot(ENDPOINTS)).findFirst().orElseThrow();

    assertThat(own.endpoints())
        .containsExactly(
            new EndpointDocument("gw.test", 7000, "TCP"),
            new EndpointDocument("gw.test", 7000, "WS"),
            new EndpointDocument("2001:db8::7", 443, "WSS"));
    assertThat(other.endpoints()).isEqualTo(own.endpoints());
  }

  @Test
  void hasNoAddressWhereNobodyCanConnect() {
    assertThat(LiveGateway.of(snapshot(List.of())).findFirst().orElseThrow().addresses()).isEmpty();
  }

  private static RegionView view(List<Endpoint> endpoints) {
    GatewayRegistration registration =
        Gateways.registration("gw-1", 1).toBuilder()
            .clearEndpoints()
            .addAllEndpoints(endpoints)
            .build();
    GatewayStatus status =
        new GatewayStatus(
            "gw-1",
            registration,
            true,
            Presence.SERVING,
            0,
            false,
            1,
            Optional.empty(),
            PolicyState.getDefaultInstance(),
            Optional.empty());
    return new RegionView(List.of(status), Map.of(), Optional.empty(), Optional.empty());
  }

  private static FleetSnapshot snapshot(List<Endpoint> endpoints) {
    return FleetSnapshot.newBuilder()
        .addGateways(GatewaySnapshot.newBuilder().setGateway("gw-1").addAllEndpoints(endpoints))
        .build();
  }

  private static Endpoint endpoint(String host, int port, Transport transport) {
    return Endpoint.newBuilder().setHost(host).setPort(port).setTransport(transport).build();
  }
}
