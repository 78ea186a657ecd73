package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.GatewayConfig.ClientDoorConfig;
import io.drawbridge.gateway.control.FakeControlPlane;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a whole gateway tells its control plane of where clients reach it. */
@Timeout(60)
final class AdvertisedDoorTest {
  @TempDir private Path directory;

  @Test
  void isWhereItListens() throws Exception {
    try (FakeControlPlane controlPlane = FakeControlPlane.start();
        TestGateway gateway = gateway(controlPlane, Optional.empty())) {
      assertThat(endpoints(controlPlane))
          .extracting(Endpoint::getPort)
          .containsOnly(gateway.clientPort());
    }
  }

  @Test
  void isWhatABalancerBeforeItShows() throws Exception {
    try (FakeControlPlane controlPlane = FakeControlPlane.start();
        TestGateway gateway = gateway(controlPlane, Optional.of(443));
        RawClient client = gateway.client()) {
      client.connect(TestGateway.connect("alice").build());

      assertThat(endpoints(controlPlane))
          .allSatisfy(each -> assertThat(each.getHost()).isEqualTo("lb.example"))
          .allSatisfy(each -> assertThat(each.getPort()).isEqualTo(443))
          .extracting(Endpoint::getTransport)
          .containsExactly(Transport.TCP, Transport.WS);
    }
  }

  private TestGateway gateway(FakeControlPlane controlPlane, Optional<Integer> port)
      throws Exception {
    return TestGateway.reporting(
        directory, List.of(controlPlane.address()), address -> door(address, port));
  }

  private static ClientDoorConfig door(HostPort address, Optional<Integer> port) {
    return new ClientDoorConfig(
        address,
        "lb.example",
        port,
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static List<Endpoint> endpoints(FakeControlPlane controlPlane) {
    await().until(() -> !controlPlane.reports.isEmpty());
    return controlPlane.reports.getFirst().getRegistration().getEndpointsList();
  }
}
