package io.drawbridge.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.ErrorsPage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS by real sockets, with BoringSSL and with the JDK; the clients are the JDK's. */
@Timeout(60)
final class TlsTest {
  private static final List<String> NO_PROTOCOLS = List.of();

  /** The ALPN extension that asks for h2. */
  private static final String H2 = "0010" + "0005" + "0003" + "026832";

  @TempDir private static Path directory;
  private static TestCertificate first;
  private static TestCertificate second;
  private static TestCertificate third;
  private static SSLContext clients;
  private Path list;

  @BeforeAll
  static void certificates() throws Exception {
    Tls.refuseRenegotiation();
    first = TestCertificate.of(directory, "EC", "gw.example");
    third = TestCertificate.of(directory, "EC", "next.example");
    second = TestCertificate.of(directory, "RSA", "chat.example", "*.chat.example");
    clients = TestCertificate.trusting(first, second, third);
  }

  @BeforeEach
  void list() throws Exception {
    list = Files.createTempDirectory(directory, "test").resolve("certificates.yaml");
    TestCertificate.list(list, first, second);
  }

  @Test
  void boringSslIsTheLibraryOnTheMachinesThatGatewaysRunOn() {
    assertThat(TlsLibrary.best()).isEqualTo(TlsLibrary.BORINGSSL);
  }

  @ParameterizedTest
  @EnumSource(TlsLibrary.class)
  void showsTheCertificateOfTheNameThatTheClientAsksFor(TlsLibrary library) throws Exception {
    try (TlsServer server = new TlsServer(list, library)) {
      assertThat(shownTo(server, "gw.example")).isEqualTo("gw.example");
      assertThat(shownTo(server, "Chat.Example")).isEqualTo("chat.example");
      assertThat(shownTo(server, "eu.chat.example")).isEqualTo("chat.example");
      assertThat(shownTo(server, "a.eu.chat.example"))
          .as("a wildcard is one label")
          .isEqualTo("gw.example");
      assertThat(shownTo(server, "unknown.example")).as("the first").isEqualTo("gw.example");
      assertThat(shownTo(server, "")).as("the first").isEqualTo("gw.example");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsLibrary.class)
  void agreesOnAProtocolAndRefusesUnknownOnes(TlsLibrary library) throws Exception {
    try (TlsServer server = new TlsServer(list, library)) {
      assertThat(agreed(server, List.of("drawbridge/1"))).isEqualTo("drawbridge/1");
      assertThat(agreed(server, List.of("h2", "http/1.1"))).isEqualTo("http/1.1");
      assertThat(agreed(server, NO_PROTOCOLS)).isEmpty();
      assertThatThrownBy(() -> agreed(server, List.of("h2", "drawbridge/2")))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("no_application_protocol");
      assertThat(failures(server, TlsFailure.NO_PROTOCOL)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsLibrary.class)
  void speaksBothVersionsWithAuthenticatedEncryptionAlone(TlsLibrary library) throws Exception {
    try (TlsServer server = new TlsServer(list, library)) {
      assertThat(suite(server, "TLSv1.3", "TLS_AES_256_GCM_SHA384")).contains("GCM");
      assertThat(suite(server, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
          .contains("GCM");
      assertThat(suite(server, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"))
          .contains("POLY1305");
      for (String weak :
          List.of(
              "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA")) {
        assertThatThrownBy(() -> suite(server, "TLSv1.2", weak)).isInstanceOf(SSLException.class);
      }
      await().until(() -> failures(server, TlsFailure.NOTHING_IN_COMMON) == 2);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsLibrary.class)
  void refusesTls11WithItsAlert(TlsLibrary library) throws Exception {
    try (TlsServer server = new TlsServer(list, library);
        Socket socket = server.plain()) {
      socket.getOutputStream().write(hello(2, ""));

      byte[] alert = socket.getInputStream().readNBytes(7);
      assertThat(alert[0]).as("an alert").isEqualTo((byte) 0x15);
      assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
      await().until(() -> failures(server, TlsFailure.NOTHING_IN_COMMON) == 1);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsLibrary.class)
  void answersByTheAlertsOfTheErrorsPage(TlsLibrary library) throws Exception {
    String page = "TLS handshakes that fail";
    try (TlsServer server = new TlsServer(list, library)) {
      assertThat(ErrorsPage.row(page, "nothing_in_common").where())
          .contains("alert " + alertTo(server, hello(2, "")) + " protocol_version")
          .contains("alert " + alertTo(server, hello(3, "")) + " handshake_failure");
      assertThat(ErrorsPage.row(page, "no_protocol").where())
          .contains("alert " + alertTo(server, hello(3, H2)) + " no_application_protocol");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsLibrary.class)
  void doesNotRenegotiate(TlsLibrary library) throws Exception {
    try (TlsServer server = new TlsServer(list, library);
        SSLSocket socket = server.client(clients, "gw.example", NO_PROTOCOLS)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThat(echo(socket, 1)).isEqualTo(1);
      socket.startHandshake(); // again

      assertThatThrownBy(() -> echo(socket, 2)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsLibrary.class)
  void takesAHandshakeInPiecesOfOneByte(TlsLibrary library) throws Exception {
    try (TlsServer server = new TlsServer(list, library);
        ByteByByte relay = new ByteByByte(server.plain());
        SSLSocket socket =
            (SSLSocket) clients.getSocketFactory().createSocket(relay.client(), "", 1, true)) {
      assertThat(echo(socket, 7)).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsLibrary.class)
  void countsWhoBreaksOff(TlsLibrary library) throws Exception {
    try (TlsServer server = new TlsServer(list, library)) {
      SSLContext stranger = TestCertificate.trusting(second);
      try (SSLSocket socket = server.client(stranger, "gw.example", NO_PROTOCOLS)) {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
      }
      await().until(() -> failures(server, TlsFailure.REFUSED_BY_CLIENT) == 1);
      try (Socket socket = server.plain()) {
        socket.getOutputStream().write(new byte[] {0x16, 'n', 'o', 't', ' ', 't', 'l', 's'});
        await().until(() -> failures(server, TlsFailure.NOT_TLS) == 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TlsLibrary.class)
  void newCertificatesAreShownToNewClientsAndOldConnectionsGoOn(TlsLibrary library)
      throws Exception {
    Path certificate = list.resolveSibling("mine.pem");
    Path key = list.resolveSibling("mine.key");
    Files.copy(first.certificate(), certificate);
    Files.copy(first.key(), key);
    Files.writeString(list, "certificates: [{certificate: mine.pem, key: mine.key, names: [a.b]}]");
    try (TlsServer server = new TlsServer(list, library);
        SSLSocket before = server.client(clients, "", NO_PROTOCOLS)) {
      assertThat(echo(before, 1)).isEqualTo(1);

      replace(third.certificate(), certificate);
      server.tls.refresh();
      assertThat(server.tls.problem().orElse(""))
          .startsWith(key.toString())
          .contains("another's key (expected: that of " + certificate + ")");
      assertThat(shownTo(server, "")).as("the last good one").isEqualTo("gw.example");
      replace(third.key(), key);
      server.tls.refresh();

      assertThat(server.tls.problem()).isEmpty();
      assertThat(shownTo(server, "")).isEqualTo("next.example");
      System.gc(); // may take the certificates of before
      assertThat(echo(before, 2)).isEqualTo(2);
    }
  }

  @Test
  void aListThatNamesFilesWhichComeLaterIsInForceOnceTheyAreThere() throws Exception {
    Tls tls = Tls.open(list, TlsLibrary.JDK);
    Files.writeString(list, "certificates: [{certificate: late.pem, key: late.key}]");
    tls.refresh();
    assertThat(tls.problem().orElse("")).endsWith("late.pem: no such file");

    Files.copy(second.certificate(), list.resolveSibling("late.pem"));
    Files.copy(second.key(), list.resolveSibling("late.key"));
    tls.refresh();

    assertThat(tls.problem()).isEmpty();
    assertThat(tls.firstName()).isEqualTo("chat.example");
  }

  @Test
  void namesTheFileAndNeverWhatIsInAKey() throws Exception {
    Path key = list.resolveSibling("key.pem");
    String secret = Files.readString(first.key()).lines().skip(1).findFirst().orElseThrow();
    Files.writeString(
        list, "certificates: [{certificate: \"%s\", key: key.pem}]".formatted(first.certificate()));
    for (String content :
        List.of(
            "-----BEGIN EC PRIVATE KEY-----\n" + secret + "\n-----END EC PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n",
            secret)) {
      Files.writeString(key, content);

      assertThatThrownBy(() -> Tls.open(list, TlsLibrary.JDK))
          .isInstanceOf(CertificateException.class)
          .hasMessageStartingWith(key + ": ")
          .hasMessageContaining("(expected: ")
          .hasMessageNotContaining(secret.substring(0, 8))
          .hasNoCause();
    }
  }

  @Test
  void tellsWhenCertificatesEnd() throws Exception {
    Tls tls = Tls.open(list, TlsLibrary.JDK);

    AtomicLong latest = new AtomicLong();
    tls.forEachEnd((name, end) -> latest.accumulateAndGet(end.getEpochSecond(), Math::max));

    assertThat(Instant.ofEpochSecond(latest.get()))
        .isBetween(Instant.now().plusSeconds(86_400), Instant.now().plusSeconds(2 * 86_400));
  }

  /** Of version 3.{@code minor}, with two suites of CBC and {@code extensions} in hexadecimal. */
  private static byte[] hello(int minor, String extensions) {
    String length = "%04x".formatted(extensions.length() / 2);
    byte[] hello =
        HexFormat.of()
            .parseHex(
                "1603010000010000000303"
                    + "00".repeat(32)
                    + ("00" + "0004c009c013" + "0100")
                    + (extensions.isEmpty() ? "" : length + extensions));
    hello[4] = (byte) (hello.length - 5);
    hello[8] = (byte) (hello.length - 9);
    hello[10] = (byte) minor;
    return hello;
  }

  /** The number of the alert after which the server closes. */
  private static int alertTo(TlsServer server, byte[] hello) throws IOException {
    try (Socket socket = server.plain()) {
      socket.getOutputStream().write(hello);
      byte[] alert = socket.getInputStream().readAllBytes();
      assertThat(alert).hasSize(7).startsWith(0x15);
      return alert[6];
    }
  }

  private static String shownTo(TlsServer server, String name) throws Exception {
    SSLContext unknown = TestCertificate.trusting(first, second, third); // or it would resume
    try (SSLSocket socket = server.client(unknown, name, NO_PROTOCOLS)) {
      assertThat(echo(socket, 5)).isEqualTo(5);
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      List<?> dns = shown.getSubjectAlternativeNames().iterator().next();
      return String.valueOf(dns.get(1));
    }
  }

  private static String agreed(TlsServer server, List<String> protocols) throws Exception {
    try (SSLSocket socket = server.client(clients, "", protocols)) {
      assertThat(echo(socket, 3)).isEqualTo(3);
      return socket.getApplicationProtocol();
    }
  }

  private static String suite(TlsServer server, String version, String suite) throws Exception {
    try (SSLSocket socket = server.client(clients, "gw.example", NO_PROTOCOLS)) {
      socket.setEnabledProtocols(new String[] {version});
      socket.setEnabledCipherSuites(new String[] {suite});
      assertThat(echo(socket, 4)).isEqualTo(4);
      return socket.getSession().getCipherSuite();
    }
  }

  private static int echo(Socket socket, int value) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(value);
    out.flush();
    return socket.getInputStream().read();
  }

  private static long failures(TlsServer server, TlsFailure kind) {
    AtomicLong found = new AtomicLong();
    server
        .tls
        .counts()
        .failures()
        .forEach((each, count) -> {
          if (each == kind) {
            found.set(count);
          }
        });
    return found.get();
  }

  /** As a tool that exchanges certificates does: whole, by a rename. */
  private static void replace(Path with, Path file) throws IOException {
    Path whole = Files.copy(with, file.resolveSibling("new"));
    Files.setLastModifiedTime(whole, FileTime.from(Instant.now().plusSeconds(5)));
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
