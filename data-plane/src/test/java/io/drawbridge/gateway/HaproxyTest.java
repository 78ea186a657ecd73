package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.coordination.FreePort;
import io.drawbridge.gateway.GatewayConfig.ClientDoorConfig;
import io.drawbridge.gateway.GatewayConfig.ProxyConfig;
import io.drawbridge.gateway.GatewayConfig.TlsConfig;
import io.drawbridge.gateway.listen.DoorRefusal;
import io.drawbridge.gateway.tls.TestCertificate;
import io.drawbridge.process.config.Cidr;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.wire.FrameType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway behind a real balancer, which checks it ten times a second. */
@Timeout(60)
final class HaproxyTest {
  private static final String ACCEPTS = "drawbridge_gateway_accepts_total";

  @TempDir private static Path directory;
  private static SSLContext trusting;
  private static TestGateway gateway;
  private static Haproxy haproxy;

  @BeforeAll
  static void start() throws Exception {
    int doorPort = FreePort.find();
    TestCertificate certificate = TestCertificate.of(directory, "EC", "gw.example");
    Path list = TestCertificate.list(directory.resolve("certificates.yaml"), certificate);
    trusting = TestCertificate.trusting(certificate);
    ProxyConfig proxy =
        new ProxyConfig(new HostPort("127.0.0.1", doorPort), List.of(Cidr.parse("127.0.0.1/32")));
    gateway =
        TestGateway.behind(
            directory,
            address ->
                new ClientDoorConfig(
                    address,
                    "gw.example",
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.of(new TlsConfig(list, Optional.empty())),
                    Optional.of(proxy)));
    haproxy = Haproxy.start(directory, doorPort);
  }

  @AfterAll
  static void stop() {
    if (haproxy != null) {
      haproxy.close();
    }
    gateway.close();
  }

  @Test
  void theGatewayKnowsWhoseConnectionIsForwarded() throws Exception {
    for (int port : List.of(haproxy.shortHeaderPort, haproxy.longHeaderPort)) {
      try (ConnectionLog seen = new ConnectionLog()) {
        try (Socket socket = from("127.0.0.2", port)) {
          assertServed(new RawClient(socket));
        }
        await().until(() -> seen.count("/127.0.0.2:") == 1);
      }
    }
  }

  @Test
  void tlsIsPassedOnToTheGateway() throws Exception {
    for (int port : List.of(haproxy.shortHeaderPort, haproxy.longHeaderPort)) {
      try (ConnectionLog seen = new ConnectionLog()) {
        try (Socket socket =
            trusting
                .getSocketFactory()
                .createSocket(from("127.0.0.3", port), "gw.example", port, true)) {
          assertServed(new RawClient(socket));
        }
        await().until(() -> seen.count("/127.0.0.3:") == 1);
      }
    }
  }

  @Test
  void checksArePassedAndDisturbNobody() throws Exception {
    double refused = refusals();
    double before = gateway.metric(ACCEPTS);
    try (RawClient client = new RawClient(from("127.0.0.4", haproxy.shortHeaderPort))) {
      assertServed(client);
      await().until(() -> gateway.metric(ACCEPTS) > before + 10);

      client.upstream(1, 2, "still served");
      client.expect(FrameType.UPSTREAM_ACK);
    }
    assertThat(refusals()).isEqualTo(refused);
    assertThat(haproxy.log()).doesNotContain("is DOWN");
    await().until(() -> gateway.metric("drawbridge_gateway_connections") <= 1);
  }

  private static void assertServed(RawClient client) throws Exception {
    client.connect(TestGateway.connect("alice").build());
    client.upstream(1, 1, "x".repeat(100 << 10));
    client.expect(FrameType.UPSTREAM_ACK);
  }

  private static Socket from(String source, int port) throws IOException {
    return new Socket(InetAddress.ofLiteral("127.0.0.1"), port, InetAddress.ofLiteral(source), 0);
  }

  private static double refusals() {
    return Stream.of(DoorRefusal.values())
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .mapToDouble(each ->
            gateway.metric("drawbridge_gateway_door_refusals_total{reason=\"" + each + "\"}"))
        .sum();
  }
}
