package io.drawbridge.business.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real gRPC on loopback; gateways are written by hand. */
class PushClientTest {
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeEverything() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void answersEachPushWithTheOutcomesOfItsSessions() throws Exception {
    TestGateway gateway = opened(TestGateway.silent());
    PushClient client = clientOf(PushLimits.DEFAULT, gateway);
    CompletableFuture<PushResult> first = client.push(toBob("1"));
    CompletableFuture<PushResult> second = client.push(toBob("2"));
    await().until(() -> gateway.received.size() == 2);

    gateway.answer(2, Outcome.OFFLINE);
    gateway.answer(1, Outcome.DELIVERED);

    assertThat(first.get(20, TimeUnit.SECONDS).all(Outcome.DELIVERED)).isTrue();
    assertThat(second.get(20, TimeUnit.SECONDS).any(Outcome.OFFLINE)).isTrue();
  }

  @Test
  void sendsTenThousandPushesInOrderUnderTheNumbersOfTheStream() throws Exception {
    TestGateway gateway = opened(TestGateway.delivering());
    PushClient client = clientOf(PushLimits.DEFAULT, gateway);
    List<CompletableFuture<PushResult>> results = new ArrayList<>();

    for (int i = 1; i <= 10_000; i++) {
      results.add(client.push(toBob(Integer.toString(i))));
    }

    CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    for (int i = 1; i <= 10_000; i++) {
      PushMessage push = gateway.received.get(i - 1);
      assertThat(push.getNumber()).isEqualTo(i);
      assertThat(push.getBody().toStringUtf8()).isEqualTo(Integer.toString(i));
    }
    assertThat(gateway.batchSizes).allMatch(size -> size <= 1_024);
    assertThat(gateway.apps.get(0)).isEqualTo("default");
    assertThat(gateway.apps.stream().skip(1)).allMatch(String::isEmpty);
  }

  @Test
  void answersUnknownWhenTheGatewayDiesAndGoesOnAtTheNext() throws Exception {
    TestGateway first = opened(TestGateway.silent());
    PushClient client = clientOf(PushLimits.DEFAULT, first);
    CompletableFuture<PushResult> lost = client.push(toBob("lost"));
    await().until(() -> first.received.size() == 1);

    first.close();

    PushResult result = lost.get(20, TimeUnit.SECONDS);
    assertThat(result.all(Outcome.UNKNOWN)).isTrue();
    assertThat(result.sessions().get(0).text()).contains("stream to 127.0.0.1");
  }

  @Test
  void changesTheRouteOnlyAfterEverythingSentIsAnsweredOrUnknown() throws Exception {
    TestGateway one = opened(TestGateway.silent());
    TestGateway two = opened(TestGateway.silent());
    PushClient client = clientOf(PushLimits.DEFAULT, one, two);
    List<CompletableFuture<PushResult>> before = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      before.add(client.push(toBob("before")));
    }
    await().until(() -> one.received.size() + two.received.size() == 50);
    TestGateway used = one.received.isEmpty() ? two : one;
    TestGateway other = one.received.isEmpty() ? one : two;

    used.answers.onCompleted();
    CompletableFuture.allOf(before.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    assertThat(other.received).isEmpty();
    CompletableFuture<PushResult> after = client.push(toBob("after"));
    await().until(() -> other.received.size() == 1);
    other.answer(1, Outcome.DELIVERED);

    assertThat(after.get(20, TimeUnit.SECONDS).all(Outcome.DELIVERED)).isTrue();
    assertThat(before).allMatch(result -> result.join().all(Outcome.UNKNOWN));
  }

  @Test
  void keepsWhatWasNotSentForTheGatewayThatComesBack() throws Exception {
    int port = freePort();
    PushClient client =
        opened(PushClient.start("default", List.of(new GatewayAddress("127.0.0.1", port))));
    CompletableFuture<PushResult> result = client.push(toBob("early"));
    assertThat(client.connected()).isFalse();

    TestGateway gateway = opened(TestGateway.deliveringAt(port));

    assertThat(result.get(20, TimeUnit.SECONDS).all(Outcome.DELIVERED)).isTrue();
    assertThat(gateway.received).hasSize(1);
    assertThat(client.connected()).isTrue();
  }

  @Test
  void expiresWhatNoGatewayTookBeforeItsDeadline() throws Exception {
    PushClient client =
        opened(PushClient.start("default", List.of(new GatewayAddress("127.0.0.1", freePort()))));

    PushResult result =
        client.push(toBob("late").withDeadline(Duration.ofMillis(100))).get(20, TimeUnit.SECONDS);

    assertThat(result.all(Outcome.EXPIRED)).isTrue();
    assertThat(result.sessions().get(0).text()).isEqualTo("no gateway took it in time");
  }

  @Test
  void answersUnknownForAPushThatTheGatewayNeverAnswers() throws Exception {
    TestGateway gateway = opened(TestGateway.silent());
    PushLimits limits = new PushLimits(100, 1 << 20, Duration.ofMillis(100));
    PushClient client = clientOf(limits, gateway);
    await().until(client::connected);

    PushResult result =
        client.push(toBob("?").withDeadline(Duration.ofSeconds(2))).get(20, TimeUnit.SECONDS);

    assertThat(result.all(Outcome.UNKNOWN)).isTrue();
    assertThat(client.connected()).isTrue();
  }

  @Test
  void answersUnavailableAtOnceWhenTooMuchIsInFlight() throws Exception {
    TestGateway gateway = opened(TestGateway.silent());
    PushClient client = clientOf(new PushLimits(2, 1 << 20, Duration.ofSeconds(5)), gateway);
    CompletableFuture<PushResult> first = client.push(toBob("1"));
    CompletableFuture<PushResult> second = client.push(toBob("2"));

    PushResult refused = client.push(toBob("3")).get(20, TimeUnit.SECONDS);

    assertThat(refused.all(Outcome.UNAVAILABLE)).isTrue();
    assertThat(refused.sessions().get(0).text()).contains("expected: <= 2 pushes");
    await().until(() -> gateway.received.size() == 2);
    gateway.answer(1, Outcome.DELIVERED);
    first.get(20, TimeUnit.SECONDS);
    assertThat(client.push(toBob("4"))).isNotDone();
    assertThat(second).isNotDone();
  }

  @Test
  void takesOneLargePushWhenNothingElseIsInFlight() throws Exception {
    TestGateway gateway = opened(TestGateway.delivering());
    PushClient client = clientOf(new PushLimits(10, 1_000, Duration.ofSeconds(5)), gateway);

    PushResult result = client.push(toBob("x".repeat(200_000))).get(20, TimeUnit.SECONDS);

    assertThat(result.all(Outcome.DELIVERED)).isTrue();
  }

  @Test
  void waitsForAnswersBeforeItCloses() throws Exception {
    TestGateway gateway = opened(TestGateway.silent());
    PushClient client = clientOf(PushLimits.DEFAULT, gateway);
    CompletableFuture<PushResult> last = client.push(toBob("last"));
    await().until(() -> gateway.received.size() == 1);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(client::close);

    await().during(100, TimeUnit.MILLISECONDS).until(() -> !closed.isDone());
    gateway.answer(1, Outcome.DELIVERED);
    closed.get(20, TimeUnit.SECONDS);

    assertThat(last.join().all(Outcome.DELIVERED)).isTrue();
    assertThat(client.push(toBob("after")).join().all(Outcome.UNAVAILABLE)).isTrue();
  }

  @Test
  void tellsTheRestOfTheDeadlineAndTheIdOfTheCaller() throws Exception {
    TestGateway gateway = opened(TestGateway.delivering());
    PushClient client = clientOf(PushLimits.DEFAULT, gateway);
    PushId id = PushId.random();

    client
        .push(toBob("x").withId(id).withDeadline(Duration.ofSeconds(20)).withReplyTo(1, 42))
        .get(20, TimeUnit.SECONDS);

    PushMessage sent = gateway.received.get(0);
    assertThat(PushId.of(sent.getId())).isEqualTo(id);
    assertThat(sent.getDeadlineMillis()).isBetween(1, 20_000);
    assertThat(sent.getReplyTo().getSeq()).isEqualTo(42);
    assertThat(sent.getTarget().getUser()).isEqualTo("bob");
  }

  @Test
  void readsAddressesAndNamesWhatIsWrong() {
    assertThat(GatewayAddress.parse("gw-1:7001")).isEqualTo(new GatewayAddress("gw-1", 7001));
    assertThat(GatewayAddress.parse("[::1]:7001")).hasToString("[::1]:7001");
    assertThatThrownBy(() -> GatewayAddress.parse("gw-1"))
        .hasMessage("gateway: gw-1 (expected: host:port)");
  }

  private static Push toBob(String text) {
    return Push.toUser("bob", ByteString.copyFromUtf8(text));
  }

  private PushClient clientOf(PushLimits limits, TestGateway... gateways) {
    List<GatewayAddress> addresses = new ArrayList<>();
    for (TestGateway gateway : gateways) {
      addresses.add(gateway.address());
    }
    PushClient client = PushClient.start("default", addresses, limits);
    open.add(() -> client.close(Duration.ofMillis(100)));
    return client;
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
