package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.RawClient.Received;
import io.drawbridge.gateway.directory.RedisServer;
import io.drawbridge.gateway.overload.Priority;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.handover.v1.HandedBreaker;
import io.drawbridge.proto.handover.v1.HandedLevel;
import io.drawbridge.proto.handover.v1.HandedLoad;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hot restarts: the next process takes over from the one before, both in this one. */
@Timeout(60)
final class HandOverTest {
  private static final AtomicLong NUMBERS = new AtomicLong();

  @TempDir private static Path directory;
  private static final List<TestGateway> processes = new ArrayList<>();
  private static RedisServer redis;
  private static TestGateway gateway;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    redis = RedisServer.start();
    int redisPort = URI.create(redis.uri()).getPort();
    gateway = TestGateway.handingOver(directory, redisPort, TestGateway::plainDoor);
    processes.add(gateway);
  }

  @AfterAll
  static void stopAll() throws Exception {
    processes.reversed().forEach(TestGateway::close);
    redis.close();
  }

  @BeforeEach
  void forgetWhatCameBefore() {
    gateway.business.delivered.clear();
    gateway.business.behaviour = FakeBusiness.ACCEPT;
    await("earlier clients are forgotten")
        .atMost(Duration.ofSeconds(20))
        .until(() -> gateway.metric("drawbridge_gateway_connections") == 0);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }

  private RawClient connected(String user) throws Exception {
    return opened(gateway.connected(user));
  }

  /** Returns when the process before has ended; the next is {@link #gateway}. */
  private static void restart() throws Exception {
    TestGateway before = begin();
    awaitEnd(before);
  }

  /** Starts the next process, which is {@link #gateway}; the one before. */
  private static TestGateway begin() throws Exception {
    TestGateway before = gateway;
    gateway = before.next();
    processes.add(gateway);
    return before;
  }

  private static void awaitEnd(TestGateway before) {
    await("the process before has ended").atMost(Duration.ofSeconds(20)).until(before::hasEnded);
    await("and is missed").until(() -> !gateway.hasProcessBefore());
  }

  private static String name(String user) {
    return user + "-" + NUMBERS.incrementAndGet();
  }

  private static void ping(RawClient client) throws Exception {
    client.frame(out -> FrameWriter.control(out, FrameType.PING, new byte[0]));
  }

  private static void expectPong(RawClient client) throws Exception {
    ping(client);
    var _ = client.expect(FrameType.PONG);
  }

  @Test
  void clientsKeepTheirConnectionsThroughSeveralRestarts() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      clients.add(connected(name("crowd")));
    }
    for (int restart = 1; restart <= 3; restart++) {
      restart();

      for (RawClient client : clients) {
        client.upstream(1, restart, "message");
        assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(restart);
      }
      assertThat(gateway.metric("drawbridge_gateway_connections")).isEqualTo(150);
      assertThat(gateway.metric("drawbridge_gateway_sessions")).isEqualTo(150);
      assertThat(gateway.metric("drawbridge_gateway_handover_sessions"))
          .isGreaterThanOrEqualTo(150);
    }
    assertThat(gateway.business.delivered)
        .hasSize(450)
        .allMatch(each -> !each.message().getRepeat());
  }

  @Test
  void newClientsFindADoorAtEveryMoment() throws Exception {
    RawClient before = connected(name("before"));
    CountDownLatch stop = new CountDownLatch(1);
    List<Throwable> failures = new ArrayList<>();
    AtomicLong dialled = new AtomicLong();
    Thread dialler =
        Thread.ofVirtual()
            .start(() -> {
              while (stop.getCount() > 0) {
                try (RawClient client = gateway.connected(name("short"))) {
                  expectPong(client);
                  dialled.incrementAndGet();
                } catch (Exception | AssertionError e) {
                  failures.add(e);
                }
              }
            });

    restart();
    long atTheEnd = dialled.get();
    await().until(() -> dialled.get() > atTheEnd + 3);
    stop.countDown();
    dialler.join();

    assertThat(failures).isEmpty();
    expectPong(before);
  }

  @Test
  void theBeginningOfAFrameGoesAlong() throws Exception {
    RawClient client = connected(name("half"));
    ByteBuf frame = Unpooled.buffer();
    FrameWriter.upstream(frame, 1, 1, 0, "in two parts".getBytes(StandardCharsets.UTF_8));
    byte[] bytes = ByteBufUtil.getBytes(frame);
    client.bytes(Arrays.copyOf(bytes, 11));
    expectPartial();

    restart();
    client.bytes(Arrays.copyOfRange(bytes, 11, bytes.length));

    assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
    assertThat(gateway.business.delivered.getFirst().message().getBody().toStringUtf8())
        .isEqualTo("in two parts");
  }

  /** The first process keeps what came. */
  private void expectPartial() {
    await().until(() -> gateway.metric("drawbridge_gateway_buffered_bytes") > 0);
  }

  @Test
  void messagesThatWaitForTheBusinessReachItOnceAndInOrder() throws Exception {
    CountDownLatch answering = new CountDownLatch(1);
    gateway.business.behaviour =
        (identity, messages) -> {
          awaitQuietly(answering);
          return LaneAnswer.newBuilder()
              .setAcceptedTo(messages.getMessages(messages.getMessagesCount() - 1).getSeq());
        };
    RawClient client = connected(name("eager"));
    client.upstream(1, 1, "first"); // its batch stays open
    await().until(() -> !gateway.business.delivered.isEmpty());
    for (int seq = 2; seq <= 20; seq++) {
      client.upstream(1, seq, "later");
    }
    Thread next = Thread.ofVirtual().start(() -> quietly(HandOverTest::restart));
    TimeUnit.MILLISECONDS.sleep(100); // the hand-over has begun, or not: either must do
    answering.countDown();
    next.join();

    long acked = 0;
    while (acked < 20) {
      acked = client.expect(FrameType.UPSTREAM_ACK).seq();
    }
    assertThat(gateway.business.delivered)
        .extracting(each -> each.seq())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
  }

  @Test
  void anAckThatComesWhileTheSessionLeavesReachesItsClient() throws Exception {
    CountDownLatch answering = new CountDownLatch(1);
    gateway.business.behaviour =
        (identity, messages) -> {
          awaitQuietly(answering);
          return FakeBusiness.ACCEPT.answer(identity, messages);
        };
    RawClient client = connected(name("patient"));
    client.upstream(1, 1, "the only one");
    await().until(() -> !gateway.business.delivered.isEmpty());
    Thread next = Thread.ofVirtual().start(() -> quietly(HandOverTest::restart));
    TimeUnit.MILLISECONDS.sleep(800); // by now the session waits for its answer, most of the time
    answering.countDown();

    assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
    next.join();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      var _ = latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void quietly(Work work) {
    try {
      work.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPushThatWaitsForItsAckIsAnsweredAfterTheRestart() throws Exception {
    String user = name("reader");
    RawClient client = connected(user);
    Pusher pusher = opened(new Pusher(gateway.grpcPort));
    pusher.push(1, user, 100, "before");
    Received push = client.expect(FrameType.DOWNSTREAM);

    TestGateway before = begin();
    await().until(() -> gateway.metric("drawbridge_gateway_connections") == 1);
    client.frame(out -> FrameWriter.downstreamAck(out, push.seq()));

    assertThat(pusher.outcomes(1)).containsExactly(Outcome.DELIVERED);
    awaitEnd(before);
    Pusher later = opened(new Pusher(gateway.grpcPort));
    later.push(1, user, 101, "after");
    assertThat(client.expect(FrameType.DOWNSTREAM).seq()).isEqualTo(push.seq() + 1);
  }

  @Test
  void aSessionWhoseClientIsAwayWaitsInTheNextProcess() throws Exception {
    String user = name("away");
    Connect.Builder connect = TestGateway.connect(user);
    Connected connected;
    try (RawClient client = gateway.client()) {
      connected = client.connect(connect.build());
      client.upstream(1, 1, "before");
      var _ = client.expect(FrameType.UPSTREAM_ACK);
    }
    await().until(() -> gateway.metric("drawbridge_gateway_detached_sessions") >= 1);

    restart();

    assertThat(gateway.metric("drawbridge_gateway_detached_sessions")).isGreaterThanOrEqualTo(1);
    RawClient back = opened(gateway.client());
    Connected resumed = back.connect(TestGateway.resuming(connect, connected, 2));
    assertThat(resumed.getResumed()).isTrue();
    back.upstream(1, 2, "after");
    assertThat(back.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(2);
  }

  /** O is overloaded for as long as it takes: a level rises by itself within 8 s. */
  @Test
  void theNextProcessRefusesAndSparesWhomTheOneBeforeDid() throws Exception {
    HandedLoad load =
        HandedLoad.newBuilder()
            .setOwn(HandedLevel.newBuilder().setLevel(0))
            .addBreakers(
                HandedBreaker.newBuilder()
                    .setTarget("127.0.0.1:" + gateway.business.port())
                    .setAddress("127.0.0.1:" + gateway.business.port())
                    .setOpenMillis(1_000))
            .build();
    TestGateway overloaded = gateway;
    CountDownLatch serves = new CountDownLatch(1);
    Thread keeps =
        Thread.ofVirtual()
            .start(() ->
                quietly(() -> {
                  while (!serves.await(20, TimeUnit.MILLISECONDS)) {
                    overloaded.goesOnAs(load);
                  }
                }));

    TestGateway before = begin();
    HandedLoad taken = gateway.handedLoad();
    serves.countDown();
    keeps.join();

    assertThat(taken.getOwn().getLevel()).isLessThan(Priority.ALL);
    assertThat(taken.getBreakersList())
        .singleElement()
        .extracting(HandedBreaker::getAddress)
        .isEqualTo(load.getBreakers(0).getAddress());
    awaitEnd(before);
    await("nobody is refused in the end")
        .atMost(Duration.ofSeconds(30))
        .until(() -> gateway.handedLoad().getOwn().getLevel() == Priority.ALL);
    RawClient client = connected(name("calm"));
    client.upstream(1, 1, "once more");
    assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
  }

  @Test
  void withoutASuccessorTheSocketOfADeadProcessIsReplaced() throws Exception {
    gateway.stop();

    TestGateway _ = begin();

    assertThat(gateway.metric("drawbridge_gateway_handover_sessions")).isZero();
    try (RawClient client = gateway.connected(name("cold"))) {
      expectPong(client);
    }
  }
}
