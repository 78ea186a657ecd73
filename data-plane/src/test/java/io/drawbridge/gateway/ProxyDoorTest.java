package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.coordination.FreePort;
import io.drawbridge.gateway.GatewayConfig.ClientDoorConfig;
import io.drawbridge.gateway.GatewayConfig.ProxyConfig;
import io.drawbridge.gateway.GatewayConfig.TlsConfig;
import io.drawbridge.gateway.tls.TestCertificate;
import io.drawbridge.process.config.Cidr;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.wire.FrameType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway with a second door for balancers; 127.0.0.1 is one, other addresses are not. */
@Timeout(60)
final class ProxyDoorTest {
  /** Of 192.0.2.1, port 4711. */
  private static final byte[] HEADER =
      HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "2111000c" + "c0000201c633640112671b58");

  private static final byte[] LOCAL =
      HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "20000000");

  @TempDir private static Path directory;
  private static int port;
  private static SSLContext trusting;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    port = FreePort.find();
    TestCertificate certificate = TestCertificate.of(directory, "EC", "gw.example");
    Path list = TestCertificate.list(directory.resolve("certificates.yaml"), certificate);
    trusting = TestCertificate.trusting(certificate);
    ProxyConfig proxy =
        new ProxyConfig(new HostPort("127.0.0.1", port), List.of(Cidr.parse("127.0.0.1/32")));
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
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void servesPlainAndTlsBehindAHeaderAndKnowsTheClient() throws Exception {
    try (ConnectionLog seen = new ConnectionLog();
        RawClient plain = new RawClient(proxied());
        RawClient encrypted =
            new RawClient(
                trusting.getSocketFactory().createSocket(proxied(), "gw.example", port, true))) {
      for (RawClient client : List.of(plain, encrypted)) {
        client.connect(TestGateway.connect("alice").build());
        client.upstream(1, 1, "hello");
        client.expect(FrameType.UPSTREAM_ACK);
        client.close();
      }
      await().until(() -> seen.count("/192.0.2.1:4712 ended") == 2);
    }
  }

  @Test
  void takesABalancerThatSpeaksForItself() throws Exception {
    try (ConnectionLog seen = new ConnectionLog()) {
      try (RawClient client = new RawClient(socket())) {
        client.bytes(LOCAL);
        client.connect(TestGateway.connect("balancer").build());
      }
      await().until(() -> seen.count("/127.0.0.1:") == 1);
    }
  }

  @Test
  void takesAHeaderInPieces() throws Exception {
    try (RawClient client = new RawClient(socket())) {
      for (byte each : HEADER) {
        client.bytes(each);
      }
      client.connect(TestGateway.connect("alice").build());
    }
  }

  @Test
  void closesWhatComesWithoutAHeaderOfVersion2() throws Exception {
    double before = refused("proxy_header");
    for (String first :
        List.of("PROXY TCP4 192.0.2.1 198.51.100.1 4711 7000\r\n", "GET /v1", "\0\0\0\0")) {
      try (RawClient client = new RawClient(socket())) {
        client.bytes(first.getBytes(StandardCharsets.US_ASCII));
        client.expectSilentEnd();
      }
    }
    assertThat(refused("proxy_header")).isEqualTo(before + 3);
  }

  @Test
  void closesWhoIsNoBalancerAndHasNoEarForHeadersElsewhere() throws Exception {
    double before = refused("not_a_proxy");
    try (RawClient stranger =
        new RawClient(
            new Socket(
                InetAddress.ofLiteral("127.0.0.1"), port, InetAddress.ofLiteral("127.0.0.2"), 0))) {
      stranger.expectSilentEnd();
    }
    assertThat(refused("not_a_proxy")).isEqualTo(before + 1);
    try (RawClient client = gateway.client()) {
      client.bytes(HEADER);
      client.expectSilentEnd();
    }
  }

  @Test
  void cutsAHeaderThatComesByteByByte() throws Exception {
    long begun = System.nanoTime();
    try (RawClient slow = new RawClient(socket())) {
      for (int i = 0; i < 7; i++) {
        slow.bytes(HEADER[i]);
        TimeUnit.SECONDS.sleep(1); // the attack itself
      }
      slow.expectSilentEnd();
    } catch (SocketException _) {
      // It was closed while the last bytes were written.
    }
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isGreaterThanOrEqualTo(4);
  }

  private static Socket socket() throws IOException {
    return new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  /** From port 4712, which nobody else has. */
  private static Socket proxied() throws IOException {
    byte[] header = HEADER.clone();
    header[header.length - 3]++;
    Socket socket = socket();
    socket.getOutputStream().write(header);
    return socket;
  }

  private static double refused(String reason) {
    return gateway.metric("drawbridge_gateway_door_refusals_total{reason=\"" + reason + "\"}");
  }
}
