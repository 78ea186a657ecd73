package io.drawbridge.business.upstream;

import static io.drawbridge.business.upstream.TestGateway.identity;
import static io.drawbridge.business.upstream.TestGateway.lane;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.business.BusinessServer;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.RefusalReason;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real gRPC on loopback; the gateway is written by hand. */
class UpstreamServiceTest {
  private static final UpstreamLimits LIMITS =
      new UpstreamLimits(100, 1 << 20, Duration.ofSeconds(5));

  /** What the handler was called with: "user seq". */
  private final Queue<String> handled = new ConcurrentLinkedQueue<>();

  private final List<AutoCloseable> open = new ArrayList<>();
  private BusinessServer server;

  @AfterEach
  void closeEverything() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    server.close(Duration.ofSeconds(1));
  }

  @Test
  void callsTheHandlerInLaneOrderAndAnswersTheBatchOnce() throws Exception {
    TestGateway gateway = gatewayOf(message -> note(message, Answer.accepted()));

    gateway.send(
        lane(1, 1, 2, 3).setIdentity(identity("alice", 1)),
        lane(2, 1, 2).setIdentity(identity("bob", 1)));

    UpstreamAnswer answer = gateway.answer();
    assertThat(answer.getBatch()).isEqualTo(1);
    assertThat(answer.getLanesList())
        .extracting(LaneAnswer::getLane, LaneAnswer::getAcceptedTo, LaneAnswer::hasRefusal)
        .containsExactlyInAnyOrder(tuple(1, 3L, false), tuple(2, 2L, false));
    assertThat(handledOf("alice")).containsExactly("alice 1", "alice 2", "alice 3");
    assertThat(handledOf("bob")).containsExactly("bob 1", "bob 2");
  }

  @Test
  void knowsALaneByItsNumberAfterTheFirstBatch() throws Exception {
    TestGateway gateway = gatewayOf(message -> note(message, Answer.accepted()));
    gateway.send(lane(9, 1).setIdentity(identity("alice", 1)));
    gateway.answer();

    gateway.send(lane(9, 2));

    assertThat(gateway.answer().getLanes(0).getAcceptedTo()).isEqualTo(2);
    assertThat(handled).containsExactly("alice 1", "alice 2");
  }

  @Test
  void takesNumbersThatTheClientGaveUpAsMissing() throws Exception {
    TestGateway gateway = gatewayOf(message -> note(message, Answer.accepted()));

    gateway.send(lane(1, 1, 4, 5).setIdentity(identity("alice", 1)));

    assertThat(gateway.answer().getLanes(0).getAcceptedTo()).isEqualTo(5);
    assertThat(handled).containsExactly("alice 1", "alice 4", "alice 5");
  }

  @Test
  void stopsTheLaneAtARefusalAndTellsWhichMessageItWas() throws Exception {
    TestGateway gateway =
        gatewayOf(message ->
            note(
                message,
                message.seq() == 5
                    ? Answer.busy(Duration.ofMillis(250), "full")
                    : Answer.accepted()));

    gateway.send(lane(1, 2, 5, 6).setIdentity(identity("alice", 1)));

    LaneAnswer answer = gateway.answer().getLanes(0);
    assertThat(answer.getAcceptedTo()).isEqualTo(4);
    assertThat(answer.getRefusal().getReason()).isEqualTo(RefusalReason.BUSINESS_BUSY);
    assertThat(answer.getRefusal().getRetryAfterMillis()).isEqualTo(250);
    assertThat(answer.getRefusal().getFinal()).isFalse();
    assertThat(answer.getRefusal().getText()).isEqualTo("full");
    assertThat(handled).containsExactly("alice 2", "alice 5");
  }

  @Test
  void acceptsARepeatWithoutCallingTheHandlerAgain() throws Exception {
    TestGateway first = gatewayOf(message -> note(message, Answer.accepted()));
    first.send(lane(1, 1, 2).setIdentity(identity("alice", 1)));
    first.answer();
    TestGateway second = gateway();

    second.send(lane(5, 1, 2, 3).setIdentity(identity("alice", 2)));

    assertThat(second.answer().getLanes(0).getAcceptedTo()).isEqualTo(3);
    assertThat(handled).containsExactly("alice 1", "alice 2", "alice 3");
  }

  @Test
  void neverHandlesAnOriginalAndItsRepeatAtTheSameTime() throws Exception {
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    serve(
        LIMITS,
        message -> {
          note(message, Answer.accepted());
          return slow;
        });
    TestGateway first = gateway();
    TestGateway second = gateway();
    first.send(lane(1, 1).setIdentity(identity("alice", 1)));
    await().until(() -> handled.size() == 1);

    second.send(lane(1, 1).setIdentity(identity("alice", 2)));
    slow.complete(Answer.accepted());

    assertThat(second.answer().getLanes(0).getAcceptedTo()).isEqualTo(1);
    assertThat(first.answer().getLanes(0).getAcceptedTo()).isEqualTo(1);
    assertThat(handled).containsExactly("alice 1");
  }

  @Test
  void refusesALowerConnectNumberThanSeenInTheLane() throws Exception {
    TestGateway paused = gatewayOf(message -> note(message, Answer.accepted()));
    paused.send(lane(1, 1).setIdentity(identity("alice", 1)));
    paused.answer();
    TestGateway current = gateway();
    current.send(lane(1, 2).setIdentity(identity("alice", 2)));
    current.answer();

    paused.send(lane(1, 3));

    LaneAnswer stale = paused.answer().getLanes(0);
    assertThat(stale.getAcceptedTo()).isEqualTo(2);
    assertThat(stale.getRefusal().getReason()).isEqualTo(RefusalReason.STALE_CONNECTION);
    assertThat(handled).containsExactly("alice 1", "alice 2");
  }

  @Test
  void forgetsLanesThatEnded() throws Exception {
    TestGateway gateway = gatewayOf(message -> note(message, Answer.accepted()));
    gateway.send(lane(1, 1).setIdentity(identity("alice", 1)));
    gateway.answer();
    gateway.send(UpstreamBatch.newBuilder().setId(2).addEndedLanes(1));
    assertThat(gateway.answer().getBatch()).isEqualTo(2);

    gateway.send(lane(1, 2));

    assertThat(gateway.ended.get(20, TimeUnit.SECONDS).getDescription())
        .contains("lane 1: no identity");
  }

  @Test
  void takesAnIdentityUnderAKnownNumberAsItsNewMeaning() throws Exception {
    TestGateway gateway = gatewayOf(message -> note(message, Answer.accepted()));
    gateway.send(lane(1, 1).setIdentity(identity("alice", 1)));
    gateway.answer();

    gateway.send(lane(1, 1).setIdentity(identity("bob", 1)));

    gateway.answer();
    assertThat(handled).containsExactly("alice 1", "bob 1");
  }

  @Test
  void refusesAsBusyWhenTheHandlerFailsAndCallsItAgainForTheRepeat() throws Exception {
    TestGateway gateway =
        gatewayOf(message -> {
          note(message, Answer.accepted());
          if (handled.size() == 1) {
            throw new IllegalStateException("planted");
          }
          return Answer.accepted();
        });
    gateway.send(lane(1, 1).setIdentity(identity("alice", 1)));
    assertThat(gateway.answer().getLanes(0).getRefusal().getReason())
        .isEqualTo(RefusalReason.BUSINESS_BUSY);

    gateway.send(lane(1, 1));

    assertThat(gateway.answer().getLanes(0).getAcceptedTo()).isEqualTo(1);
    assertThat(handled).containsExactly("alice 1", "alice 1");
  }

  @Test
  void refusesAsBusyWhenTheHandlerIsLateAndRemembersItsLateAnswer() throws Exception {
    CompletableFuture<Answer> late = new CompletableFuture<>();
    serve(
        new UpstreamLimits(100, 1 << 20, Duration.ofMillis(50)),
        message -> {
          note(message, Answer.accepted());
          return late;
        });
    TestGateway gateway = gateway();
    gateway.send(lane(1, 1).setIdentity(identity("alice", 1)));
    LaneAnswer refused = gateway.answer().getLanes(0);
    late.complete(Answer.accepted());

    gateway.send(lane(1, 1));

    assertThat(refused.getRefusal().getReason()).isEqualTo(RefusalReason.BUSINESS_BUSY);
    assertThat(gateway.answer().getLanes(0).getAcceptedTo()).isEqualTo(1);
    assertThat(handled).containsExactly("alice 1");
  }

  @Test
  void acceptsWhatItHandledInTimeAndRefusesTheRestOfALongBatchAsBusy() throws Exception {
    serve(
        new UpstreamLimits(100, 1 << 20, Duration.ofMillis(200)),
        message -> {
          note(message, Answer.accepted());
          return CompletableFuture.supplyAsync(
              Answer::accepted, CompletableFuture.delayedExecutor(120, TimeUnit.MILLISECONDS));
        });
    TestGateway gateway = gateway();

    gateway.send(lane(1, 1, 2, 3, 4).setIdentity(identity("alice", 1)));

    LaneAnswer answer = gateway.answer().getLanes(0);
    assertThat(answer.getAcceptedTo()).isBetween(0L, 2L);
    assertThat(answer.getRefusal().getReason()).isEqualTo(RefusalReason.BUSINESS_BUSY);
    assertThat(handled.size()).isLessThan(4);
  }

  @Test
  void doesNotLetASlowLaneHoldUpTheNextBatchesOfOthers() throws Exception {
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    serve(
        LIMITS,
        message -> {
          boolean alice = message.lane().user().equals("alice");
          return alice ? slow : CompletableFuture.completedFuture(Answer.accepted());
        });
    TestGateway gateway = gateway();

    gateway.send(lane(1, 1).setIdentity(identity("alice", 1)));
    gateway.send(lane(2, 1).setIdentity(identity("bob", 1)));

    assertThat(gateway.answer().getBatch()).isEqualTo(2);
    slow.complete(Answer.accepted());
    assertThat(gateway.answer().getBatch()).isEqualTo(1);
  }

  @Test
  void readsNoFurtherWhileTooMuchIsUnanswered() throws Exception {
    Map<Long, CompletableFuture<Answer>> waiting = new ConcurrentHashMap<>();
    serve(
        new UpstreamLimits(3, 1 << 20, Duration.ofSeconds(30)),
        message ->
            waiting.computeIfAbsent(message.lane().epoch(), epoch -> new CompletableFuture<>()));
    TestGateway gateway = gateway();
    for (int i = 1; i <= 20; i++) {
      gateway.send(lane(i, 1).setIdentity(identity("user" + i, 1).toBuilder().setEpoch(i)));
    }

    await().until(() -> waiting.size() == 3);
    await().during(200, TimeUnit.MILLISECONDS).until(() -> waiting.size() == 3);
    waiting.get(2L).complete(Answer.accepted());

    await().until(() -> waiting.size() == 4);
    assertThat(gateway.answer().getBatch()).isEqualTo(2);
  }

  @Test
  void sendsARepliesBodyBackToTheLane() throws Exception {
    TestGateway gateway =
        gatewayOf(message -> Answer.acceptedWithReply(message.body().concat(bytes("!"))));

    gateway.send(lane(3, 8).setIdentity(identity("alice", 1)));

    Reply reply = gateway.answer().getReplies(0);
    assertThat(reply.getLane()).isEqualTo(3);
    assertThat(reply.getSeq()).isEqualTo(8);
    assertThat(reply.getId().size()).isEqualTo(16);
    assertThat(reply.getBody()).isEqualTo(bytes("8!"));
  }

  @Test
  void keepsMessagesOfAServiceThatIsNotServedWithTheirClients() throws Exception {
    TestGateway gateway = gatewayOf(message -> note(message, Answer.accepted()));

    gateway.send(
        UpstreamBatch.newBuilder()
            .setId(1)
            .setApp("default")
            .setService(2)
            .addLanes(lane(1, 1).setIdentity(identity("alice", 1))));

    LaneAnswer answer = gateway.answer().getLanes(0);
    assertThat(answer.getAcceptedTo()).isZero();
    assertThat(answer.getRefusal().getFinal()).isFalse();
    assertThat(answer.getRefusal().getText())
        .isEqualTo("service 2 of app default is not served here");
  }

  @Test
  void endsAStreamThatUsesANumberWithoutAnIdentity() throws Exception {
    TestGateway gateway = gatewayOf(message -> note(message, Answer.accepted()));

    gateway.send(lane(7, 1));

    Status status = gateway.ended.get(20, TimeUnit.SECONDS);
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains("lane 7: no identity");
  }

  @Test
  void answersWhatItHasReadBeforeItLeaves() throws Exception {
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    serve(LIMITS, message -> slow);
    TestGateway gateway = gateway();
    gateway.send(lane(1, 1).setIdentity(identity("alice", 1)));
    await().until(() -> server.streams() == 1);
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(() -> server.close(Duration.ofSeconds(5)));
    await().during(100, TimeUnit.MILLISECONDS).until(() -> !gateway.ended.isDone());

    slow.complete(Answer.accepted());

    assertThat(gateway.answer().getLanes(0).getAcceptedTo()).isEqualTo(1);
    assertThat(gateway.ended.get(20, TimeUnit.SECONDS)).isEqualTo(Status.OK);
    closed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void answersABatchOfTenThousandMessagesWithoutDeepRecursion() throws Exception {
    TestGateway gateway = gatewayOf(message -> note(message, Answer.accepted()));
    LaneMessages.Builder lane = lane(1).setIdentity(identity("alice", 1));
    for (int seq = 1; seq <= 10_000; seq++) {
      lane.addMessages(lane(1, seq).getMessages(0));
    }

    gateway.send(lane);

    assertThat(gateway.answer().getLanes(0).getAcceptedTo()).isEqualTo(10_000);
    assertThat(handled).hasSize(10_000);
  }

  private TestGateway gatewayOf(Function<ClientMessage, Answer> handler) throws IOException {
    serve(LIMITS, UpstreamHandler.answering(handler));
    return gateway();
  }

  private void serve(UpstreamLimits limits, UpstreamHandler handler) throws IOException {
    server =
        BusinessServer.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .upstream("default", 1, handler)
            .limits(limits)
            .start();
  }

  private TestGateway gateway() {
    TestGateway gateway = new TestGateway(server.port());
    open.add(gateway);
    return gateway;
  }

  private Answer note(ClientMessage message, Answer answer) {
    handled.add(message.lane().user() + " " + message.seq());
    return answer;
  }

  private List<String> handledOf(String user) {
    return handled.stream().filter(each -> each.startsWith(user)).toList();
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
