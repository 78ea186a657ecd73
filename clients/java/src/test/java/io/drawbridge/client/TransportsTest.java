package io.drawbridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.client.discovery.Transport;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class TransportsTest {
  private static final String NAME = "gw-1.example";

  @TempDir private static Path directory;
  private static Certificates certificates;
  private static Certificates strangers;

  private final List<ConnectionState> states = new CopyOnWriteArrayList<>();
  private final List<String> pushes = new CopyOnWriteArrayList<>();
  private String verifiedName = NAME;
  private Transport transport = Transport.TCP;
  private Door door;
  private FakeBootstrap bootstrap;
  private DrawbridgeClient client;

  @BeforeAll
  static void makeCertificates() throws IOException {
    certificates = Certificates.of(directory, NAME);
    strangers = Certificates.of(directory, "stranger.example");
  }

  @AfterEach
  void end() {
    client.close();
    door.close();
    bootstrap.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void sendsReceivesAndSaysGoodbye(Transport each) throws Exception {
    open(each);
    connect();
    String large = "x".repeat(200 << 10);

    assertThat(send("a").get().seq()).isEqualTo(1);
    door.send(out -> push(out, 1, large));
    await().untilAsserted(() -> assertThat(pushes).containsExactly(large));
    client.close();

    door.awaitFrames("CONNECT", "UPSTREAM 1 a", "DOWNSTREAM_ACK", "CLOSE 3508");
    if (each.isWebSocket()) {
      door.awaitFrames("CLOSE 3508", "close frame 3508");
    }
    assertThat(bootstrap.queries())
        .allMatch(query -> query.contains("&proto=" + each.name().toLowerCase(Locale.ROOT) + "&"));
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WSS"})
  void doesNotTakeACertificateForAnotherName(Transport each) {
    verifiedName = "gw-2.example";
    open(each);

    connectInVain();

    awaitWaiting(
        "gw-1 (127.0.0.1:%d): certificate: No subject alternative DNS name matching gw-2.example",
        "(expected: one for gw-2.example by a trusted authority)");
    assertThat(door.clients()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WSS"})
  void doesNotTakeACertificateByAnotherAuthority(Transport each) {
    open(each);

    client = builder().trust(strangers.authority()).connect();

    awaitWaiting(
        "gw-1 (127.0.0.1:%d): certificate: unable to find valid certification path",
        "(expected: one for gw-1.example by a trusted authority)");
    assertThat(door.clients()).isZero();
  }

  @Test
  void theRuntimesAuthoritiesAreAskedUnlessOthersAreGiven() {
    open(Transport.TLS);

    client = builder().connect();

    awaitWaiting("certificate: ", "by a trusted authority");
  }

  @Test
  void saysThatAPlainServerDoesNotSpeakTls() {
    transport = Transport.TLS;
    openDoor(Transport.TCP, "drawbridge.v1", Optional.empty());
    door.greeting = Unpooled.copiedBuffer("220 welcome\r\n", StandardCharsets.UTF_8);

    connectInVain();

    awaitWaiting("an answer that is not TLS (expected: TLS 1.2 or 1.3)", "gw-1");
  }

  @Test
  void saysThatAnHttpServerRefusedTheWebSocket() {
    transport = Transport.WS;
    openDoor(Transport.TCP, "drawbridge.v1", Optional.empty());
    FakeBootstrap page = new FakeBootstrap();
    lists(page.port());

    connectInVain();

    awaitWaiting(
        "WebSocket: status 404 Not Found",
        "(expected: status 101 at /v1, subprotocol drawbridge.v1)");
    page.close();
  }

  @Test
  void refusesAServerThatDoesNotAgreeOnTheSubprotocol() {
    transport = Transport.WS;
    openDoor(Transport.WS, "chat", Optional.empty());

    connectInVain();

    awaitWaiting("WebSocket: ", "subprotocol drawbridge.v1)");
    assertThat(door.clients()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WS", "WSS"})
  void givesUpAServerThatSaysNothing(Transport each) throws IOException {
    open(each);
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      lists(silent.getLocalPort());
      bootstrap.dialTimeoutMillis = 300;

      connectInVain();

      awaitWaiting("nothing within 300 ms", "handshake)");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WS", "WSS"})
  void saysThatAServerHungUp(Transport each) {
    transport = each;
    openDoor(Transport.TCP, "drawbridge.v1", Optional.empty()); // these bytes are no frame

    connectInVain();

    awaitWaiting("the connection was closed (expected: a ", "handshake)");
  }

  @Test
  void whatOneFlushCollectsIsOneMessage() {
    open(Transport.WS);
    CountDownLatch queued = new CountDownLatch(1);
    client =
        builder()
            .token(() -> {
              queued.await(); // no connection before this
              return "token";
            })
            .connect();
    for (String body : List.of("a", "b", "c")) {
      var unused = send(body);
    }
    queued.countDown();

    door.awaitHeard("CONNECT", "UPSTREAM 1 a, UPSTREAM 2 b, UPSTREAM 3 c");
  }

  @Test
  void takesManyFramesOfOneMessageAndOneMessageOfManyFragments() {
    open(Transport.WS);
    connect();
    ByteBuf frame = Unpooled.buffer();
    push(frame, 3, "in fragments");

    door.send(out -> {
      push(out, 1, "one");
      push(out, 2, "two");
    });
    door.sendRaw(new BinaryWebSocketFrame(false, 0, frame.readRetainedSlice(10)));
    door.sendRaw(new ContinuationWebSocketFrame(true, 0, frame));

    await().untilAsserted(() -> assertThat(pushes).containsExactly("one", "two", "in fragments"));
  }

  @Test
  void aTextMessageIsAViolation() {
    open(Transport.WS);
    connect();

    door.sendRaw(new TextWebSocketFrame("hello"));

    door.awaitHeard("CLOSE 3500", "close frame 3500");
    awaitWaiting("PROTOCOL: ", "a text message (expected: binary messages)");
  }

  @Test
  void aFrameSplitOverTwoMessagesIsAViolation() {
    open(Transport.WS);
    connect();
    ByteBuf frame = Unpooled.buffer();
    push(frame, 1, "split");

    door.sendRaw(new BinaryWebSocketFrame(frame.readRetainedSlice(20)));

    door.awaitHeard("CLOSE 3500", "close frame 3500");
    awaitWaiting("a message of 20 bytes ends 20 bytes into a frame", "(expected: whole frames)");
    frame.release();
  }

  @Test
  void aMessageBeyondTheBoundEndsTheConnection() {
    open(Transport.WS);
    connect();

    door.sendRaw(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[(2 << 20) + 1])));

    awaitWaiting("CONNECTION_LOST", "");
    await().until(() -> door.clients() == 2);
  }

  @Test
  void aCloseCodeWithoutCloseCountsAsItsCode() throws Exception {
    open(Transport.WS);
    connect();

    door.sendRaw(new CloseWebSocketFrame(3000, "stopping"));
    awaitWaiting("SHUTDOWN: WebSocket closed: stopping", "");
    door.awaitHeard("close frame 3000");
    await().until(() -> door.clients() == 2);

    door.sendRaw(new CloseWebSocketFrame(3507, ""));
    assertThat(client.closed().get(10, TimeUnit.SECONDS).code()).isEqualTo(3507);
  }

  @Test
  void closeComesBeforeTheCloseCode() throws Exception {
    open(Transport.WS);
    connect();

    door.send(out -> FrameWriter.control(out, FrameType.CLOSE, closeBody(3507)));
    door.sendRaw(new CloseWebSocketFrame(3000, ""));

    assertThat(client.closed().get(10, TimeUnit.SECONDS).code()).isEqualTo(3507);
    door.awaitHeard("close frame 3507");
  }

  @Test
  void answersWebSocketPingsAndSendsItsOwnPingAllTheSame() {
    open(Transport.WS);
    door.heartbeatMillis = 500;
    connect();

    await()
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> {
          door.sendRaw(new PingWebSocketFrame());
          assertThat(door.heard).contains("pong frame", "PING");
        });
    assertThat(states).noneMatch(ConnectionState.Waiting.class::isInstance);
  }

  private void open(Transport wanted) {
    transport = wanted;
    Optional<SslContext> tls =
        wanted.isSecure() ? Optional.of(certificates.server()) : Optional.empty();
    openDoor(wanted, "drawbridge.v1", tls);
  }

  private void openDoor(Transport at, String subprotocol, Optional<SslContext> tls) {
    door = new Door(at, tls, subprotocol);
    lists(door.port());
  }

  private void lists(int port) {
    String label = transport.name().toLowerCase(Locale.ROOT);
    String name = transport.isSecure() ? verifiedName : "";
    if (bootstrap != null) {
      bootstrap.close();
    }
    bootstrap = new FakeBootstrap(() -> FakeBootstrap.endpoint("gw-1", label, port, name));
  }

  private ClientBuilder builder() {
    return DrawbridgeClient.builder()
        .httpDns(bootstrap.url())
        .ipconfig("ipconfig.local", bootstrap.port())
        .device("phone")
        .token(() -> "token")
        .transport(transport)
        .onPush(push -> pushes.add(new String(push.body(), StandardCharsets.UTF_8)))
        .onState(states::add)
        .closeWithin(Duration.ofMillis(500));
  }

  private void connectInVain() {
    client = builder().trust(certificates.authority()).connect();
  }

  private void connect() {
    connectInVain();
    await().until(() -> client.state() instanceof ConnectionState.Connected);
  }

  private CompletableFuture<Receipt> send(String body) {
    return client.send(1, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Waits for a sentence that contains both texts; {@code %d} stands for the door's port. */
  private void awaitWaiting(String begin, String end) {
    String first = begin.replace("%d", Integer.toString(door.port()));
    await()
        .untilAsserted(() ->
            assertThat(states)
                .filteredOn(ConnectionState.Waiting.class::isInstance)
                .extracting(state -> ((ConnectionState.Waiting) state).because())
                .anySatisfy(because -> assertThat(because).contains(first).contains(end)));
  }

  private static void push(ByteBuf out, long seq, String body) {
    FrameWriter.downstream(out, seq, 0, seq, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
  }

  private static byte[] closeBody(int code) {
    return Close.newBuilder().setCode(code).build().toByteArray();
  }
}
