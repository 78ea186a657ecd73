package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drawbridge.client.DrawbridgeClient;
import io.drawbridge.client.discovery.Transport;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.gateway.GatewayConfig.ClientDoorConfig;
import io.drawbridge.gateway.GatewayConfig.ProxyConfig;
import io.drawbridge.gateway.attach.TestTokens;
import io.drawbridge.gateway.directory.RedisServer;
import io.drawbridge.gateway.tls.TestCertificate;
import io.drawbridge.process.config.Cidr;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.wire.FrameType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The TLS door of {@code packaging/tls-door}, in a real HAProxy before gateways that restart. */
@Timeout(90)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TlsDoorTest {
  private static final int CLIENTS = 4;
  private static final String NAME = "gw.example";

  @TempDir private static Path directory;
  private static final List<TestGateway> processes = new ArrayList<>();
  private static Path pem;
  private static TestCertificate certificate;
  private static RedisServer redis;
  private static TestGateway gateway;
  private static Haproxy door;

  @BeforeAll
  static void start() throws Exception {
    int proxyPort = FreePort.find();
    certificate = TestCertificate.of(directory, "EC", NAME);
    pem = Files.createDirectories(directory.resolve("pem")).resolve("gw.pem");
    Files.writeString(pem, inOneFile(certificate));
    redis = RedisServer.start();
    gateway =
        TestGateway.handingOver(
            directory,
            URI.create(redis.uri()).getPort(),
            address ->
                new ClientDoorConfig(
                    address,
                    NAME,
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.of(
                        new ProxyConfig(
                            new HostPort("127.0.0.1", proxyPort),
                            List.of(Cidr.parse("127.0.0.1/32"))))));
    processes.add(gateway);
    door = Haproxy.tlsDoor(directory, pem.getParent(), proxyPort);
  }

  @AfterAll
  static void stop() throws Exception {
    if (door != null) {
      door.close();
    }
    processes.reversed().forEach(TestGateway::close);
    redis.close();
  }

  @Test
  @Order(1)
  void clientsWithTlsKeepTheirConnectionsWhileTheGatewayRestarts() throws Exception {
    List<String> sent = new ArrayList<>();
    List<DrawbridgeClient> clients = new ArrayList<>();
    List<SSLSocket> sockets = new ArrayList<>();
    gateway.business.delivered.clear();
    try (Discovery discovery = new Discovery(door.tlsPort, NAME)) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(client(discovery, i % 2 == 0 ? Transport.TLS : Transport.WSS, "sdk-" + i));
        sockets.add(connect(certificate));
      }
      List<RawClient> raw = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        raw.add(new RawClient(sockets.get(i)));
        raw.getLast().connect(TestGateway.connect("raw-" + i).build());
      }
      for (int round = 1; round <= 3; round++) {
        for (int i = 0; i < CLIENTS; i++) {
          String body = "round " + round + " of " + i;
          raw.get(i).upstream(1, round, "raw, " + body);
          raw.get(i).expect(FrameType.UPSTREAM_ACK);
          clients.get(i).send(1, utf8("sdk, " + body)).get(20, TimeUnit.SECONDS);
          sent.addAll(List.of("raw, " + body, "sdk, " + body));
        }
        if (round < 3) {
          restart();
        }
      }

      assertThat(gateway.business.delivered)
          .extracting(each -> each.message().getBody().toStringUtf8())
          .containsExactlyInAnyOrderElementsOf(sent);
      assertThat(IntStream.of(0, 1).mapToDouble(TlsDoorTest::accepted).sum())
          .as("connections that the second and the third process accepted")
          .isZero();
    } finally {
      clients.forEach(DrawbridgeClient::close);
      for (SSLSocket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  @Order(2)
  void aCertificateIsRenewedUnderTheConnections() throws Exception {
    TestCertificate renewed = TestCertificate.of(directory, "EC", NAME);
    try (SSLSocket before = connect(certificate)) {
      RawClient client = new RawClient(before);
      client.connect(TestGateway.connect("dave").build());

      assertThat(told("set ssl cert %s <<\n%s\n".formatted(pem, inOneFile(renewed))))
          .contains("Transaction created");
      assertThat(told("commit ssl cert " + pem + "\n")).contains("Success!");

      assertThatThrownBy(() -> connect(certificate).close()).isInstanceOf(SSLException.class);
      connect(renewed).close();
      client.upstream(1, 1, "still here");
      client.expect(FrameType.UPSTREAM_ACK);
    }
  }

  /** By the number of the process, from the last. */
  private static double accepted(int back) {
    return processes.get(processes.size() - 1 - back).metric("drawbridge_gateway_accepts_total");
  }

  private static void restart() throws Exception {
    TestGateway before = gateway;
    gateway = before.next();
    processes.add(gateway);
    await("the process before has ended").atMost(Duration.ofSeconds(30)).until(before::hasEnded);
    await("and is missed").until(() -> !gateway.hasProcessBefore());
  }

  private static DrawbridgeClient client(Discovery discovery, Transport transport, String user) {
    return DrawbridgeClient.builder()
        .httpDns("http://127.0.0.1:" + discovery.port())
        .ipconfig("ipconfig.drawbridge.local", discovery.port())
        .device("phone")
        .token(() -> TestTokens.valid("default", user))
        .transport(transport)
        .trust(certificate.certificate())
        .connect();
  }

  private static SSLSocket connect(TestCertificate trusted) throws Exception {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), door.tlsPort);
    SSLSocket socket =
        (SSLSocket)
            TestCertificate.trusting(trusted)
                .getSocketFactory()
                .createSocket(plain, NAME, door.tlsPort, true);
    try {
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** One command a connection. */
  private static String told(String command) throws IOException {
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(UnixDomainSocketAddress.of(directory.resolve("admin.sock")));
      socket.write(ByteBuffer.wrap(utf8(command)));
      ByteBuffer answer = ByteBuffer.allocate(4096);
      while (socket.read(answer) >= 0) {
        assertThat(answer.hasRemaining()).isTrue();
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }

  private static String inOneFile(TestCertificate made) throws IOException {
    return Files.readString(made.certificate()) + Files.readString(made.key());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
