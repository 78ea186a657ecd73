package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.client.DrawbridgeClient;
import io.drawbridge.client.discovery.Transport;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.gateway.GatewayConfig.ClientDoorConfig;
import io.drawbridge.gateway.GatewayConfig.ProxyConfig;
import io.drawbridge.gateway.GatewayConfig.TlsConfig;
import io.drawbridge.gateway.attach.TestTokens;
import io.drawbridge.gateway.directory.RedisServer;
import io.drawbridge.gateway.tls.TestCertificate;
import io.drawbridge.process.config.Cidr;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hot restarts seen by the Java client, by every transport, and by a client behind a balancer. */
@Timeout(90)
final class HandOverTransportsTest {
  private static final int CLIENTS = 4;
  private static final AtomicLong PUSH_IDS = new AtomicLong();

  @TempDir private static Path directory;
  private static final List<TestGateway> processes = new ArrayList<>();
  private static final int proxyPort = FreePort.find();
  private static TestCertificate certificate;
  private static RedisServer redis;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisServer.start();
    certificate = TestCertificate.of(directory, "EC", "gw.example");
    Path list = TestCertificate.list(directory.resolve("certificates.yaml"), certificate);
    gateway =
        TestGateway.handingOver(
            directory, URI.create(redis.uri()).getPort(), address -> door(address, list));
    processes.add(gateway);
  }

  private static ClientDoorConfig door(HostPort address, Path certificates) {
    return new ClientDoorConfig(
        address,
        "gw.example",
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(new TlsConfig(certificates, Optional.empty())),
        Optional.of(
            new ProxyConfig(
                new HostPort("127.0.0.1", proxyPort), List.of(Cidr.parse("127.0.0.1/32")))));
  }

  @AfterAll
  static void stop() throws Exception {
    processes.reversed().forEach(TestGateway::close);
    redis.close();
  }

  /** Returns when the process before has ended; the next is {@link #gateway}. */
  private static void restart() throws Exception {
    TestGateway before = gateway;
    gateway = before.next();
    processes.add(gateway);
    await("the process before has ended").atMost(Duration.ofSeconds(30)).until(before::hasEnded);
    await("and is missed").until(() -> !gateway.hasProcessBefore());
  }

  /** TLS cannot be handed over: such a client makes one more connection, and loses nothing. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void nothingIsLostOrRepeated(Transport transport) throws Exception {
    String name = transport.name().toLowerCase(Locale.ROOT);
    boolean keepsItsConnection = transport == Transport.TCP || transport == Transport.WS;
    List<String> pushed = new CopyOnWriteArrayList<>();
    List<DrawbridgeClient> clients = new ArrayList<>();
    gateway.business.delivered.clear();
    try (Discovery discovery = new Discovery(gateway.clientPort(), "gw.example")) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(client(discovery, transport, name + "-" + i, pushed));
      }
      List<String> sent = new ArrayList<>(sendWithAll(clients, "before"));
      Thread restart = Thread.ofVirtual().start(() -> quietly());
      for (int round = 0; restart.isAlive() || round < 3; round++) {
        sent.addAll(sendWithAll(clients, "meanwhile-" + round));
      }
      restart.join();
      sent.addAll(sendWithAll(clients, "after"));
      try (Pusher pusher = new Pusher(gateway.grpcPort)) {
        for (int i = 0; i < CLIENTS; i++) {
          pusher.push(i + 1, name + "-" + i, PUSH_IDS.incrementAndGet(), "for " + i);
        }
        await().untilAsserted(() -> assertThat(pushed).hasSize(CLIENTS).doesNotHaveDuplicates());
      }

      assertThat(gateway.business.delivered)
          .extracting(each -> each.message().getBody().toStringUtf8())
          .containsExactlyInAnyOrderElementsOf(sent);
      assertThat(
              gateway.metric(
                  "drawbridge_gateway_door_transports_total{transport=\"" + name + "\"}"))
          .isEqualTo(keepsItsConnection ? 0 : CLIENTS);
    } finally {
      clients.forEach(DrawbridgeClient::close);
    }
  }

  private static void quietly() {
    try {
      restart();
    } catch (Exception e) {
      throw new IllegalStateException(e);
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

  /** What was sent, and is acknowledged. */
  private static List<String> sendWithAll(List<DrawbridgeClient> clients, String what)
      throws Exception {
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      String body = what + " of " + i;
      clients.get(i).send(1, body.getBytes(StandardCharsets.UTF_8)).get(20, TimeUnit.SECONDS);
      sent.add(body);
    }
    return sent;
  }

  /** It has to be cut off; the session waits for it in the next process, with what is due to it. */
  @Test
  void aTlsClientThatStaysWhenAskedToMoveFindsItsSession() throws Exception {
    Connect.Builder connect = TestGateway.connect("deaf");
    Connected connected;
    gateway.business.delivered.clear();
    try (RawClient client = tlsClient()) {
      connected = client.connect(connect.build());
      client.upstream(1, 1, "before");
      client.expect(FrameType.UPSTREAM_ACK);
      Thread restart = Thread.ofVirtual().start(HandOverTransportsTest::quietly);
      client.expect(FrameType.GOAWAY);
      client.upstream(1, 2, "after GOAWAY");
      client.expect(FrameType.UPSTREAM_ACK);
      try (Pusher pusher = new Pusher(gateway.grpcPort)) {
        pusher.push(1, "deaf", PUSH_IDS.incrementAndGet(), "not acknowledged");
        client.expect(FrameType.DOWNSTREAM);
        assertThat(client.expectClose().getCode()).isEqualTo(CloseReason.SHUTDOWN.code());
        restart.join();
      }
    }

    try (RawClient back = tlsClient()) {
      assertThat(back.connect(TestGateway.resuming(connect, connected, 2)).getResumed()).isTrue();
      assertThat(back.expect(FrameType.UPSTREAM_ACK).seq()) // as if it had not seen the first
          .isEqualTo(2);
      assertThat(back.expect(FrameType.DOWNSTREAM).body().toStringUtf8())
          .isEqualTo("not acknowledged");
    }
    assertThat(gateway.business.delivered)
        .extracting(each -> each.message().getBody().toStringUtf8())
        .containsExactly("before", "after GOAWAY");
  }

  private static RawClient tlsClient() throws Exception {
    SocketFactory tls = TestCertificate.trusting(certificate).getSocketFactory();
    return new RawClient(tls.createSocket("127.0.0.1", gateway.clientPort()));
  }

  @Test
  void aClientBehindABalancerKeepsItsConnectionAndItsAddress() throws Exception {
    try (Haproxy haproxy = Haproxy.start(directory, proxyPort);
        ConnectionLog seen = new ConnectionLog()) {
      try (Socket socket = from("127.0.0.7", haproxy.shortHeaderPort)) {
        RawClient client = new RawClient(socket);
        client.connect(TestGateway.connect("carol").build());
        client.upstream(1, 1, "before");
        client.expect(FrameType.UPSTREAM_ACK);

        restart();

        client.upstream(1, 2, "after");
        client.expect(FrameType.UPSTREAM_ACK);
      }
      await("the next process knows whose connection it was")
          .until(() -> seen.count("/127.0.0.7:") >= 1);
    }
  }

  private static Socket from(String source, int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.ofLiteral(source), 0);
  }
}
