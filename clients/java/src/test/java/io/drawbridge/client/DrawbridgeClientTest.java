package io.drawbridge.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.client.ScriptedGateway.Visit;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.Limits;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DrawbridgeClientTest {
  private final ScriptedGateway one = new ScriptedGateway("gw-1");
  private final ScriptedGateway two = new ScriptedGateway("gw-2");
  private final FakeBootstrap bootstrap = new FakeBootstrap(one, two);
  private final List<ConnectionState> states = new CopyOnWriteArrayList<>();
  private final List<String> pushes = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final ClientBuilder builder =
      DrawbridgeClient.builder()
          .httpDns(bootstrap.url())
          .ipconfig("ipconfig.local", bootstrap.port())
          .device("phone")
          .token(() -> "token-" + tokens.incrementAndGet())
          .onPush(push -> pushes.add(new String(push.body(), StandardCharsets.UTF_8)))
          .onState(states::add)
          .closeWithin(Duration.ofMillis(200));

  private DrawbridgeClient client;

  @AfterEach
  void end() throws IOException {
    if (client != null) {
      client.close();
    }
    one.close();
    two.close();
    bootstrap.close();
  }

  @Test
  void sendsAndIsAcknowledged() throws Exception {
    connect();
    Visit visit = one.welcome();

    CompletableFuture<Receipt> first = send("a");
    CompletableFuture<Receipt> second = send("b");
    visit.expect("1/1 a", "1/2 b").ack(1, 2);

    assertThat(first.get()).isEqualTo(new Receipt(1, 1));
    assertThat(second.get()).isEqualTo(new Receipt(1, 2));
    assertThat(client.state()).isEqualTo(new ConnectionState.Connected("gw-1", "r", "", false));
  }

  @Test
  void sendsAgainEverythingUnacknowledgedAfterACutInTheMiddleOfAFrame() throws Exception {
    connect();
    Visit visit = one.welcome();
    String large = "x".repeat(200 << 10);
    CompletableFuture<Receipt> a = send("a");
    visit.expect("1/1 a");
    CompletableFuture<Receipt> b = send(large);
    visit.cutAfter(1_000);

    // The connection was short-lived, so the next gateway has its turn.
    Visit again = two.accept();
    Connect connect = again.expectConnect();
    assertThat(connect.getConnectNumber()).isEqualTo(2);
    assertThat(connect.getToken()).isEqualTo("token-2");
    assertThat(connect.getLanes(0).getNextSeq()).isEqualTo(1);
    again.sendConnected(Limits.getDefaultInstance());
    again.expect("again 1/1 a").ack(1, 1).expect("again 1/2 " + large).ack(1, 2);

    assertThat(a.get().seq()).isEqualTo(1);
    assertThat(b.get().seq()).isEqualTo(2);
  }

  @Test
  void aBodyOf200KiBGoesThroughAWindowOf1KiB() throws Exception {
    connect();
    Visit visit = one.accept();
    visit.expectConnect();
    visit.sendConnected(Limits.newBuilder().setLaneWindowBytes(1_024).build());
    String large = "y".repeat(200 << 10);

    post("a");
    CompletableFuture<Receipt> sent = send(large);
    visit.expect("1/1 a");
    assertThat(visit.isQuiet(100)).isTrue();
    visit.ack(1, 1).expect("1/2 " + large).ack(1, 2);

    assertThat(sent.get().seq()).isEqualTo(2);
  }

  @Test
  void waitsAndSendsAgainAfterBusy() throws Exception {
    connect();
    Visit visit = one.welcome();
    CompletableFuture<Receipt> a = send("a");
    visit.expect("1/1 a").nack(1, 1, NackReason.BUSY, 150, false);
    long refused = System.nanoTime();

    visit.expect("again 1/1 a").ack(1, 1);

    assertThat(System.nanoTime() - refused).isGreaterThan(100_000_000);
    assertThat(a.get().seq()).isEqualTo(1);
  }

  @Test
  void aFinalRefusalFailsThatMessageOnly() throws Exception {
    connect();
    Visit visit = one.welcome();
    CompletableFuture<Receipt> a = send("a");
    CompletableFuture<Receipt> b = send("b");
    visit.expect("1/1 a", "1/2 b").nack(1, 1, NackReason.REFUSED, 0, true);
    visit.expect("again void 1/1", "again 1/2 b").ack(1, 2);

    assertThat(b.get().seq()).isEqualTo(2);
    assertThatThrownBy(a::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(MessageRefusedException.class)
        .hasMessageContaining("REFUSED: because");
  }

  @Test
  void fillsAGapAtOnce() throws Exception {
    connect();
    Visit visit = one.welcome();
    CompletableFuture<Receipt> a = send("a");
    post("b");
    visit.expect("1/1 a", "1/2 b").nack(1, 1, NackReason.GAP, 0, false);

    visit.expect("again 1/1 a", "again 1/2 b").ack(1, 2);

    assertThat(a.get().seq()).isEqualTo(1);
  }

  @Test
  void slowAcksKeepTheConnection() throws Exception {
    client = builder.silence(Duration.ofMillis(100), Duration.ofMillis(2_000)).connect();
    Visit visit = one.welcome();
    CompletableFuture<Receipt> a = send("a");
    visit.expect("1/1 a");

    // next() answers the PINGs that ask whether the gateway is alive, and returns nothing else.
    CompletableFuture<Void> pings =
        CompletableFuture.runAsync(() -> {
          try {
            visit.next();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(pings).failsWithin(Duration.ofMillis(800));
    visit.ack(1, 1);

    assertThat(a.get().seq()).isEqualTo(1);
    assertThat(states).noneMatch(ConnectionState.Waiting.class::isInstance);
  }

  @Test
  void leavesASilentGateway() throws Exception {
    client = builder.silence(Duration.ofMillis(100), Duration.ofMillis(100)).connect();
    Visit silent = one.welcome();
    CompletableFuture<Receipt> a = send("a");

    Visit next = two.welcome();
    next.expect("again 1/1 a").ack(1, 1);

    assertThat(a.get().seq()).isEqualTo(1);
    silent.cut();
  }

  @Test
  void dropsRepeatedPushesAndAcknowledgesThemAll() throws Exception {
    connect();
    Visit visit = one.welcome();

    visit.push(1, 7, "first").push(2, 7, "first").push(0, 8, "unnumbered").push(3, 9, "second");

    assertThat(visit.next().seq()).isEqualTo(3);
    await()
        .untilAsserted(() -> assertThat(pushes).containsExactly("first", "unnumbered", "second"));
  }

  @Test
  void stopsAcknowledgingWhileTheListenerIsSlow() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    client =
        builder
            .pushQueue(1, 1 << 20)
            .onPush(push -> {
              await().until(() -> go.getCount() == 0);
              pushes.add("handled");
            })
            .connect();
    Visit visit = one.welcome();

    visit.push(1, 1, "a").push(0, 2, "dropped").push(2, 3, "b");
    assertThat(visit.isQuiet(500)).isTrue();

    go.countDown();
    assertThat(visit.next().seq()).isEqualTo(2);
    await().untilAsserted(() -> assertThat(pushes).hasSize(2));
  }

  @Test
  void movesToTheTargetOfAGoAwayWithoutSendingTwice() throws Exception {
    connect();
    Visit old = one.welcome();
    post("a");
    old.expect("1/1 a").send(goAwayTo(two));

    Visit fresh = two.accept();
    old.ack(1, 1);
    assertThat(old.expectClose()).isEqualTo(CloseReason.GONE_AWAY.code());
    CompletableFuture<Receipt> b = send("b");
    assertThat(fresh.expectConnect().getLanes(0).getNextSeq()).isEqualTo(2);
    fresh.sendConnected(Limits.getDefaultInstance()).expect("1/2 b").ack(1, 2);

    assertThat(b.get().seq()).isEqualTo(2);
  }

  @Test
  void resumesItsSessionAfterACut() throws Exception {
    connect();
    Visit first = one.accept();
    first.expectConnect();
    first.sendConnected(facts("token one")).push(1, 7, "before");
    await().untilAsserted(() -> assertThat(pushes).containsExactly("before"));
    CompletableFuture<Receipt> a = send("a");
    first.expect("1/1 a").cut();

    Visit second = two.accept();
    Connect connect = second.expectConnect();
    assertThat(connect.getResume().getToken().toStringUtf8()).isEqualTo("token one");
    assertThat(connect.getResume().getLastDownstreamSeq()).isEqualTo(1);
    second.sendConnected(facts("token two").setResumed(true)).ack(1, 1).push(2, 8, "after");

    assertThat(a.get().seq()).isEqualTo(1);
    await().untilAsserted(() -> assertThat(pushes).containsExactly("before", "after"));
    assertThat(client.state())
        .isEqualTo(new ConnectionState.Connected("gw-2", "r", "73657373696f6e", true));
  }

  @Test
  void reconnectsAfterACloseThatAllowsIt() throws Exception {
    connect();
    one.welcome().close(CloseReason.SHUTDOWN);

    two.welcome();

    await()
        .until(() ->
            client.state() instanceof ConnectionState.Connected up && up.gateway().equals("gw-2"));
  }

  @Test
  void endsAfterAFinalClose() throws Exception {
    connect();
    Visit visit = one.welcome();
    CompletableFuture<Receipt> a = send("a");
    visit.expect("1/1 a").close(CloseReason.REVOKED);

    ConnectionState.Closed end = client.closed().get(10, SECONDS);

    assertThat(end).isEqualTo(new ConnectionState.Closed(3507, "REVOKED: because"));
    assertThatThrownBy(a::get)
        .hasCauseInstanceOf(ClientClosedException.class)
        .extracting(e -> ((ClientClosedException) e.getCause()).mayHaveArrived())
        .isEqualTo(true);
    assertThat(send("b")).isCompletedExceptionally();
  }

  @Test
  void asksAgainWhenTheTokenCannotBeHad() throws Exception {
    client =
        builder
            .token(() -> {
              if (tokens.incrementAndGet() == 1) {
                throw new IOException("login server is down");
              }
              return "second";
            })
            .connect();

    assertThat(one.accept().expectConnect().getToken()).isEqualTo("second");
    await().until(() -> states.toString().contains("token: login server is down"));
  }

  @Test
  void takesNoMoreThanItsQueueAndSaysSo() throws Exception {
    client = builder.queue(2, 100).connect();
    post("a");
    post("b");

    assertThatThrownBy(() -> send("c").get())
        .hasCauseInstanceOf(QueueFullException.class)
        .hasMessageContaining("queue: 2 messages of 2 bytes (expected: at most 2 of 100)");
  }

  @Test
  void sendWhenRoomWaitsForRoom() throws Exception {
    client = builder.queue(1, 100).connect();
    Visit visit = one.welcome();
    post("a");
    CompletableFuture<Receipt> b = CompletableFuture.supplyAsync(() -> waitForRoom("b").join());
    visit.expect("1/1 a");
    assertThat(visit.isQuiet(100)).isTrue();

    visit.ack(1, 1).expect("1/2 b").ack(1, 2);

    assertThat(b.get().seq()).isEqualTo(2);
  }

  @Test
  void refusesAtOnceABodyThatNoGatewayTakes() {
    connect();

    assertThat(client.send(1, new byte[DrawbridgeClient.MAX_BODY_BYTES + 1]))
        .isCompletedExceptionally();
    assertThatThrownBy(() -> client.send(0, new byte[1]))
        .hasMessage("service: 0 (expected: 1 to 65535)");
  }

  @Test
  void closeDeliversWhatIsThereAndSaysGoodbye() throws Exception {
    client = builder.closeWithin(Duration.ofSeconds(10)).connect();
    Visit visit = one.welcome();
    CompletableFuture<Receipt> a = send("a");

    CompletableFuture<ConnectionState.Closed> end = client.closeAsync();
    visit.expect("1/1 a").ack(1, 1);

    assertThat(visit.expectClose()).isEqualTo(CloseReason.CLIENT_LEFT.code());
    assertThat(end.get().code()).isEqualTo(CloseReason.CLIENT_LEFT.code());
    assertThat(a.get().seq()).isEqualTo(1);
  }

  @Test
  void survivesGarbageFromAGateway() throws Exception {
    connect();
    Visit visit = one.welcome();
    visit.send(out -> out.writeLong(-1));
    assertThat(visit.expectClose()).isEqualTo(CloseReason.FRAME_TOO_LARGE.code());

    two.welcome();

    await().until(() -> client.state() instanceof ConnectionState.Connected);
  }

  @Test
  void connectsAsSoonAsSomebodyAnswers() throws Exception {
    FakeBootstrap gone = new FakeBootstrap();
    gone.close();
    client = builder.httpDns(gone.url()).connect();

    one.welcome();

    await().until(() -> client.state() instanceof ConnectionState.Connected);
  }

  private void connect() {
    client = builder.connect();
  }

  private CompletableFuture<Receipt> send(String body) {
    return client.send(1, bytes(body));
  }

  private void post(String body) {
    var unused = send(body);
  }

  private CompletableFuture<Receipt> waitForRoom(String body) {
    try {
      return client.sendWhenRoom(1, bytes(body));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Connected.Builder facts(String resumeToken) {
    return Connected.newBuilder()
        .setHeartbeatMillis(30_000)
        .setSession(ByteString.copyFromUtf8("session"))
        .setResumeToken(ByteString.copyFromUtf8(resumeToken));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Consumer<ByteBuf> goAwayTo(ScriptedGateway target) {
    GoAway goAway =
        GoAway.newBuilder()
            .addTargets(
                Endpoint.newBuilder()
                    .setGateway(target.name)
                    .setHost("127.0.0.1")
                    .setPort(target.port())
                    .setTransport(Transport.TCP))
            .build();
    return out -> FrameWriter.control(out, FrameType.GOAWAY, goAway.toByteArray());
  }
}
