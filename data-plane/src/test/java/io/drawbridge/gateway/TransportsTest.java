package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.client.DrawbridgeClient;
import io.drawbridge.client.discovery.Transport;
import io.drawbridge.gateway.GatewayConfig.ClientDoorConfig;
import io.drawbridge.gateway.GatewayConfig.TlsConfig;
import io.drawbridge.gateway.attach.TestTokens;
import io.drawbridge.gateway.tls.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Java client at a whole gateway, by every transport on its one port. */
@Timeout(60)
final class TransportsTest {
  /** Enough that some of their second sockets begin on another loop than their session's. */
  private static final int CLIENTS = 8;

  @TempDir private static Path directory;
  private static TestCertificate certificate;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.of(directory, "EC", "gw.example");
    Path list = TestCertificate.list(directory.resolve("certificates.yaml"), certificate);
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
                    Optional.empty()));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void sendsIsPushedToLosesItsConnectionAndGoesOn(Transport transport) throws Exception {
    List<String> pushed = new CopyOnWriteArrayList<>();
    List<DrawbridgeClient> clients = new ArrayList<>();
    String name = transport.name().toLowerCase(Locale.ROOT);
    double resumedBefore = resumed();
    try (CuttableWire wire = new CuttableWire(gateway.clientPort());
        Discovery discovery = new Discovery(wire.port(), "gw.example");
        Pusher pusher = new Pusher(gateway.grpcPort)) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(client(discovery, transport, name + "-" + i, pushed));
      }
      sendWithAll(clients, "x".repeat(100 << 10));
      wire.breakAll();
      sendWithAll(clients, "after");
      for (int i = 0; i < CLIENTS; i++) {
        pusher.push(i + 1, name + "-" + i, 1_000 + i, "for " + i);
      }

      await().untilAsserted(() -> assertThat(pushed).hasSize(CLIENTS).doesNotHaveDuplicates());
      assertThat(resumed()).isEqualTo(resumedBefore + CLIENTS);
      assertThat(
              gateway.metric(
                  "drawbridge_gateway_door_transports_total{transport=\"" + name + "\"}"))
          .isEqualTo(2 * CLIENTS);
    } finally {
      clients.forEach(DrawbridgeClient::close);
    }
  }

  private static DrawbridgeClient client(
      Discovery discovery, Transport transport, String user, List<String> pushed) {
    return DrawbridgeClient.builder()
        .httpDns("http://127.0.0.1:" + discovery.port())
        .ipconfig("ipconfig.drawbridge.local", discovery.port())
        .device("phone")
        .token(() -> TestTokens.valid("default", user))
        .transport(transport)
        .trust(certificate.certificate())
        .onPush(push -> pushed.add(user + new String(push.body(), StandardCharsets.UTF_8)))
        .connect();
  }

  private static void sendWithAll(List<DrawbridgeClient> clients, String body) throws Exception {
    for (DrawbridgeClient client : clients) {
      client.send(1, body.getBytes(StandardCharsets.UTF_8)).get(20, TimeUnit.SECONDS);
    }
  }

  private static double resumed() {
    return gateway.metric("drawbridge_gateway_resumes_total{outcome=\"here\"}");
  }
}
