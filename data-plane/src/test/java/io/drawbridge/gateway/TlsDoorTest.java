package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.GatewayConfig.ClientDoorConfig;
import io.drawbridge.gateway.GatewayConfig.TlsConfig;
import io.drawbridge.gateway.listen.ClientTransport;
import io.drawbridge.gateway.tls.TestCertificate;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.Resume;
import io.drawbridge.wire.CloseReason;
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
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway that takes TLS alone. */
@Timeout(60)
final class TlsDoorTest {

  @TempDir private static Path directory;
  private static SSLContext trusting;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    TestCertificate certificate = TestCertificate.of(directory, "EC", "gw.example");
    Path list = TestCertificate.list(directory.resolve("certificates.yaml"), certificate);
    trusting = TestCertificate.trusting(certificate);
    gateway =
        TestGateway.behind(
            directory,
            address ->
                new ClientDoorConfig(
                    address,
                    "gw.example",
                    Optional.empty(),
                    List.of(),
                    List.of(ClientTransport.TLS),
                    List.of(),
                    Optional.of(new TlsConfig(list, Optional.empty())),
                    Optional.empty()));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void servesFramesOnTls() throws Exception {
    try (RawClient client = connected("alice")) {
      client.upstream(1, 1, "x".repeat(200 << 10)); // many records

      assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
      assertThat(gateway.metric("drawbridge_gateway_door_transports_total{transport=\"tls\"}"))
          .isPositive();
    }
  }

  @Test
  void takesNoFramesInPlain() throws Exception {
    try (RawClient client = gateway.client()) {
      client.control(FrameType.CONNECT, TestGateway.connect("alice").build());

      client.expectSilentEnd();
    }
  }

  @Test
  void takesNoTlsInsideOfTlsAndNothingThatWasNotAgreedOn() throws Exception {
    try (RawClient twice = new RawClient(tls())) {
      twice.bytes((byte) 0x16, (byte) 3, (byte) 1);
      twice.expectSilentEnd();
    }
    try (RawClient mixed = new RawClient(tls("http/1.1"))) {
      mixed.control(FrameType.CONNECT, TestGateway.connect("alice").build());
      mixed.expectSilentEnd();
    }
    try (RawClient agreed = new RawClient(tls("drawbridge/1"))) {
      agreed.connect(TestGateway.connect("alice").build());
    }
  }

  /** Sessions stay on their loop: with two loops, some of ten sockets have to move. */
  @Test
  void aResumedSessionMovesItsSocketWithItsEncryption() throws Exception {
    for (int i = 0; i < 10; i++) {
      Connect.Builder connect = TestGateway.connect("mover-" + i);
      RawClient before = new RawClient(tls());
      Connected first = before.connect(connect.build());
      before.upstream(1, 1, "before");
      before.expect(FrameType.UPSTREAM_ACK);
      before.close();
      Resume resume =
          Resume.newBuilder()
              .setSession(first.getSession())
              .setToken(first.getResumeToken())
              .build();

      try (RawClient after = new RawClient(tls())) {
        assertThat(
                after.connect(connect.setConnectNumber(2).setResume(resume).build()).getResumed())
            .isTrue();
        after.upstream(1, 2, "after");
        assertThat(after.expect(FrameType.UPSTREAM_ACK).seq()).isBetween(1L, 2L);
      }
    }
  }

  @Test
  void cutsWhoSendsAHandshakeByteASecondAndWhoSaysNothingBehindIt() throws Exception {
    byte[] hello = HexFormat.of().parseHex("1603010100010000fc0303" + "00".repeat(20));
    long begun = System.nanoTime();
    try (RawClient slow = gateway.client();
        RawClient silent = new RawClient(tls());
        RawClient other = connected("other")) {
      for (int i = 0; i < 7; i++) {
        slow.bytes(hello[i]);
        other.upstream(1, i + 1, "served");
        other.expect(FrameType.UPSTREAM_ACK);
        TimeUnit.SECONDS.sleep(1); // the attack itself
      }
      slow.expectSilentEnd();
      silent.expectSilentEnd();
    } catch (SocketException _) {
      // It was closed while the last bytes were written.
    }
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isGreaterThanOrEqualTo(4);
  }

  @Test
  void tellsWhoIsSlowInsideOfTls() throws Exception {
    try (RawClient slow = new RawClient(tls())) {
      slow.bytes((byte) 0, (byte) 0);

      assertThat(slow.expectClose().getCode()).isEqualTo(CloseReason.CONNECT_TIMEOUT.code());
    }
  }

  @Test
  void endsAConnectionWhoseBytesWereChangedOnTheWay() throws Exception {
    double before = gateway.metric("drawbridge_gateway_connections");
    Socket plain = plain();
    try (RawClient client = new RawClient(tls(plain))) {
      client.connect(TestGateway.connect("alice").build());
      plain.getOutputStream().write("nothing of this is TLS".getBytes(StandardCharsets.US_ASCII));

      await().until(() -> gateway.metric("drawbridge_gateway_connections") <= before);
    }
  }

  private static RawClient connected(String user) throws Exception {
    RawClient client = new RawClient(tls());
    client.connect(TestGateway.connect(user).build());
    return client;
  }

  private static Socket plain() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), gateway.clientPort());
  }

  private static SSLSocket tls(String... protocols) throws IOException {
    return tls(plain(), protocols);
  }

  private static SSLSocket tls(Socket plain, String... protocols) throws IOException {
    SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket(plain, "", plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
