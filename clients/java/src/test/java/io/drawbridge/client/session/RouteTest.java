package io.drawbridge.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.client.discovery.ConnectHints;
import io.drawbridge.client.discovery.EndpointList;
import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.client.discovery.Transport;
import io.drawbridge.proto.client.v1.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteTest {
  private static final GatewayEndpoint ONE =
      new GatewayEndpoint("gw-1", "r", "10.0.0.1", 443, "gw-1.example");
  private static final GatewayEndpoint TWO =
      new GatewayEndpoint("gw-2", "r", "10.0.0.2", 443, "gw-2.example");
  private static final GatewayEndpoint UNLISTED =
      new GatewayEndpoint("gw-9", "", "10.0.0.9", 443, "gw-9.example");

  private final Route route = listing(Transport.TLS);

  @Test
  void trustsATargetThatHasToProveItsName() {
    assertThat(route.trusted(List.of(target(UNLISTED, Transport.TLS)))).contains(UNLISTED);
  }

  @Test
  void aListedTargetIsVerifiedUnderTheNameThatIpconfigGave() {
    Endpoint renamed = target(TWO, Transport.TLS).toBuilder().setVerifiedName("evil").build();

    assertThat(route.trusted(List.of(renamed))).contains(TWO);
  }

  @Test
  void aListedTargetNeedsNoNameOfItsOwn() {
    Endpoint nameless = target(TWO, Transport.TLS).toBuilder().clearVerifiedName().build();

    assertThat(route.trusted(List.of(nameless))).contains(TWO);
  }

  @Test
  void doesNotTrustAnUnlistedTargetWithoutProof() {
    Endpoint nameless = target(UNLISTED, Transport.TLS).toBuilder().clearVerifiedName().build();
    Endpoint nowhere = target(UNLISTED, Transport.TLS).toBuilder().clearHost().build();
    Endpoint noPort = target(UNLISTED, Transport.TLS).toBuilder().setPort(65_536).build();

    assertThat(route.trusted(List.of(nameless, nowhere, noPort))).isEmpty();
    assertThat(listing(Transport.TCP).trusted(List.of(target(UNLISTED, Transport.TCP))))
        .as("a plain transport proves nothing, whatever name it is given")
        .isEmpty();
  }

  @Test
  void doesNotTrustATargetOfAnotherTransport() {
    assertThat(route.trusted(List.of(target(TWO, Transport.TCP), target(UNLISTED, Transport.WSS))))
        .isEmpty();
  }

  @Test
  void passesOverATargetThatHasFailed() {
    route.failed(TWO);

    assertThat(route.trusted(List.of(target(TWO, Transport.TLS), target(UNLISTED, Transport.TLS))))
        .contains(UNLISTED);
  }

  @Test
  void anUnlistedGatewayComesFirstLikeEveryPreviousOneUntilItFails() {
    route.connected(UNLISTED);
    assertThat(route.next(0)).contains(UNLISTED);
    assertThat(route.previousGateway()).isEqualTo("gw-9");

    route.failed(UNLISTED);
    assertThat(route.next(0)).contains(ONE);
  }

  @Test
  void aFreshListEndsTheTrustInAnUnlistedGateway() {
    route.connected(UNLISTED);

    route.replace(list(), 0);

    assertThat(route.next(0)).contains(ONE);
  }

  @Test
  void thePreviousGatewayComesFirst() {
    route.connected(TWO);
    assertThat(route.next(0)).contains(TWO);

    route.failed(TWO);
    route.failed(ONE);
    assertThat(route.next(0)).isEqualTo(Optional.empty());
  }

  private static Route listing(Transport transport) {
    Route route = new Route(transport);
    route.replace(list(), 0);
    return route;
  }

  private static EndpointList list() {
    return new EndpointList("1", Duration.ofHours(1), List.of(ONE, TWO), ConnectHints.DEFAULTS);
  }

  private static Endpoint target(GatewayEndpoint endpoint, Transport transport) {
    return Endpoint.newBuilder()
        .setGateway(endpoint.gateway())
        .setHost(endpoint.host())
        .setPort(endpoint.port())
        .setTransport(io.drawbridge.proto.client.v1.Transport.valueOf(transport.name()))
        .setVerifiedName(endpoint.verifiedName())
        .build();
  }
}
