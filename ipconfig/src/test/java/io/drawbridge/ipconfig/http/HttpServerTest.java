package io.drawbridge.ipconfig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Raw bytes in, raw bytes out. */
class HttpServerTest {
  private static final HttpLimits LIMITS = new HttpLimits(1_000, 2_000, 3, Duration.ofMillis(400));

  private static final Pattern BODY = Pattern.compile("<\\d{4}>");

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    Resource echo = request -> Response.text(request.parameters().first("say").orElse("nothing"));
    Resource big = request -> Response.ok("application/octet-stream", new byte[65_536]);
    Resource strict = request -> Response.text(request.parameters().requiredText("did", 8));
    Resource broken =
        request -> {
          throw new IllegalStateException("on purpose");
        };
    server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            LIMITS,
            new Routes(Map.of("/echo", echo, "/big", big, "/strict", strict, "/broken", broken)),
            InstantSource.fixed(Instant.parse("2026-11-21T08:00:00Z")));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersWithADateAndALength() throws IOException {
    assertThat(exchange("GET /echo?say=hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .isEqualTo(
            """
            HTTP/1.1 200 OK\r
            date: Sat, 21 Nov 2026 08:00:00 GMT\r
            Content-Type: text/plain; charset=utf-8\r
            content-length: 5\r
            connection: close\r
            \r
            hello\
            """);
  }

  @Test
  void answersHeadWithTheSameHeadersAndNoBody() throws IOException {
    assertThat(exchange("HEAD /echo?say=hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .contains("content-length: 5\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void answersPipelinedRequestsInOrder() throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      requests.append("GET /echo?say=<%04d> HTTP/1.1\r\nHost: x\r\n\r\n".formatted(i));
    }
    requests.append("GET /echo?say=last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    String answers = exchange(requests.toString());

    List<String> bodies = BODY.matcher(answers).results().map(MatchResult::group).toList();
    assertThat(bodies).isEqualTo(IntStream.range(0, 2_000).mapToObj("<%04d>"::formatted).toList());
    assertThat(answers).endsWith("\r\n\r\nlast");
  }

  @Test
  void doesNotPileUpAnswersForAClientThatDoesNotReadThem() throws IOException {
    byte[] request = "GET /big HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(8_192); // fills soon
      socket.connect(server.address());
      Thread flood =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    socket.getOutputStream().write(request);
                  }
                } catch (IOException _) {
                  // the server ended it
                }
              });
      await().atMost(Duration.ofSeconds(10)).until(() -> server.connections() == 0);
      await().until(() -> !flood.isAlive());
    }
  }

  @Test
  void takesAnAbsoluteTargetAndHttp10() throws IOException {
    assertThat(exchange("GET http://example.org/echo?say=hi HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK")
        .endsWith("hi");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /nowhere HTTP/1.1~Host: x~~ | 404 | ipconfig.unknown-path | path: /nowhere (expected: /big, /broken, /echo, /strict)",
        "GET * HTTP/1.1~Host: x~~ | 404 | ipconfig.unknown-path | path: * (expected: /big, /broken, /echo, /strict)",
        "PUT /echo HTTP/1.1~Host: x~~ | 405 | ipconfig.method-not-allowed | method: PUT (expected: GET, HEAD)",
        "POST /echo HTTP/1.1~Host: x~Content-Length: 3~~abc | 413 | ipconfig.body-not-taken | body: present (expected: none)",
        "GET /echo HTTP/1.1~Host: x~Transfer-Encoding: chunked~~0~~ | 413 | ipconfig.body-not-taken | body: present (expected: none)",
        "GET /echo HTTP/2.0~Host: x~~ | 505 | ipconfig.version-not-spoken | version: HTTP/2.0 (expected: HTTP/1.1)",
        "GET /echo HTTP/1.1~~ | 400 | ipconfig.malformed | host: not exactly one header (expected: one)",
        "GET /echo?say=%ZZ HTTP/1.1~Host: x~~ | 400 | ipconfig.malformed | target: bad percent-encoding (expected: %XX of UTF-8)",
        "GET /strict HTTP/1.1~Host: x~~ | 400 | ipconfig.bad-parameter | did: missing (expected: 1 to 8 bytes)",
        "GET /strict?did=123456789 HTTP/1.1~Host: x~~ | 400 | ipconfig.bad-parameter | did: 9 bytes (expected: 1 to 8)",
        "GET /strict?did=1&did=2 HTTP/1.1~Host: x~~ | 400 | ipconfig.bad-parameter | did: given 2 times (expected: once)",
        "hello~~ | 400 | ipconfig.malformed | request: not HTTP (expected: GET /path HTTP/1.1 and header lines)",
        "GET /echo HTTP/1.1~Host x~~ | 400 | ipconfig.malformed | request: not HTTP (expected: GET /path HTTP/1.1 and header lines)",
      })
  void saysWhatIsWrongWithARequest(String request, int status, String code, String detail)
      throws IOException {
    String answer = exchangeAndShut(request.replace("~", "\r\n"));

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer).contains("\"code\":\"" + code + "\",\"detail\":\"" + detail + "\"}");
  }

  @Test
  void refusesARequestLineThatIsTooLong() throws IOException {
    assertThat(exchange("GET /" + "x".repeat(2_000_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ")
        .contains(
            "\"code\":\"ipconfig.request-line-too-long\"",
            "request line: too long (expected: <= 1000 bytes)");
  }

  @Test
  void refusesHeadersThatAreTooLarge() throws IOException {
    assertThat(exchange("GET /echo HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(100_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains(
            "\"code\":\"ipconfig.headers-too-large\"",
            "headers: too large (expected: <= 2000 bytes)");
  }

  @Test
  void aFaultOfOurOwnCostsOneRequest() throws IOException {
    assertThat(
            exchange(
                "GET /broken HTTP/1.1~Host: x~~GET /echo HTTP/1.1~Host: x~Connection: close~~"
                    .replace("~", "\r\n")))
        .startsWith("HTTP/1.1 500 ")
        .contains("\"code\":\"ipconfig.internal\"")
        .endsWith("nothing");
  }

  @Test
  void endsARequestThatTricklesIn() throws Exception {
    try (Socket socket = connect()) {
      Thread trickle =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (char c : "GET /echo?say=aaaaaaaaaaaaaaaaaaaa".toCharArray()) {
                    socket.getOutputStream().write(c);
                    Thread.sleep(50);
                  }
                } catch (IOException | InterruptedException _) {
                  // the server ended it
                }
              });

      assertThat(readAll(socket))
          .startsWith("HTTP/1.1 408 ")
          .contains("\"code\":\"ipconfig.too-slow\"");
      trickle.join();
    }
  }

  @Test
  void closesAnIdleConnectionWithoutAWord() throws IOException {
    try (Socket socket = connect()) {
      assertThat(readAll(socket)).isEmpty();
    }
  }

  @Test
  void refusesConnectionsBeyondItsBoundAndTakesThemAgainLater() throws IOException {
    try (Socket one = connect();
        Socket two = connect();
        Socket three = connect()) {
      await().until(() -> server.connections() == 3);
      try (Socket four = connect()) {
        assertThat(readAll(four))
            .startsWith("HTTP/1.1 503 ")
            .contains("\"code\":\"ipconfig.too-many-connections\"", "connections: expected <= 3");
      }
      assertThat(List.of(one, two, three)).allMatch(Socket::isConnected);
    }
    await().until(() -> server.connections() == 0);
    assertThat(exchange("GET /echo HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void outlivesRandomBytes() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      byte[] garbage = new byte[1 + random.nextInt(3_000)];
      random.nextBytes(garbage);
      try (Socket socket = connect()) {
        socket.getOutputStream().write(garbage);
        socket.shutdownOutput();
        readAll(socket);
      } catch (IOException _) {
        // a reset is a fair answer
      }
    }

    assertThat(exchange("GET /echo HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void namesTheAddressItCannotListenOn() {
    assertThatThrownBy(
            () -> HttpServer.start(server.address(), LIMITS, new Routes(Map.of()), Instant::now))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("http-address: ")
        .hasMessageContaining(String.valueOf(server.address().getPort()))
        .hasMessageContaining("Address already in use");
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Sends everything, then reads until the server closes. */
  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      Thread.ofVirtual().start(() -> send(socket, request));
      return readAll(socket);
    }
  }

  private String exchangeAndShut(String request) throws IOException {
    try (Socket socket = connect()) {
      send(socket, request);
      return readAll(socket);
    }
  }

  private static void send(Socket socket, String request) {
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // the server answered before it had read all
    }
  }

  private static String readAll(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
