package io.drawbridge.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.upstream.HandBusiness.Arrived;
import io.drawbridge.gateway.upstream.UpstreamBench.Client;
import io.drawbridge.gateway.upstream.UpstreamBench.Told;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.Refusal;
import io.drawbridge.proto.business.v1.RefusalReason;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.business.v1.UpstreamMessage;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.wire.CloseReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real gRPC businesses behind one loop. */
@Timeout(60)
class UpstreamLoopTest {
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Duration STRICT = Duration.ofMillis(400);
  private static final int PLENTY = 8_192;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final HandBusiness left = business();
  private final HandBusiness right = business();

  UpstreamLoopTest() throws IOException {}

  @AfterEach
  void closeEverything() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  // Sent again.

  @Test
  void aBatchWhoseConnectionDiesGoesToAnotherInstanceFlagged() throws Exception {
    Client client = bench(PATIENT, left, right).client("alice");
    client.send(1, 2);
    HandBusiness dead = whoHasABatch();
    assertThat(repeats(dead.next())).containsExactly(false, false);

    dead.close();

    Arrived again = other(dead).next();
    assertThat(repeats(again)).containsExactly(true, true);
    assertThat(again.lane(0).getIdentity().getUser()).isEqualTo("alice");
    again.accept();
    assertThat(client.next()).hasToString("UPSTREAM_ACK 2");
  }

  @Test
  void aBatchThatIsLateGoesToAnotherInstanceFlagged() throws Exception {
    Client client = bench(STRICT, left, right).client("alice");
    client.send(1);
    HandBusiness hanging = whoHasABatch();
    assertThat(repeats(hanging.next())).containsExactly(false);

    Arrived again = other(hanging).next();

    assertThat(repeats(again)).containsExactly(true);
    await().until(() -> hanging.openStreams.get() == 0);
    again.accept();
    assertThat(client.next()).hasToString("UPSTREAM_ACK 1");
  }

  @Test
  void anAnswerThatForgetsALaneCostsOnlyThatLaneAResend() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client alice = bench.client("alice");
    Client bob = bench.client("bob");
    bench.pass(() -> {
      alice.take(1);
      bob.take(1);
    });
    Arrived both = left.next();
    assertThat(both.batch().getLanesCount()).isEqualTo(2);

    LaneAnswer.Builder stranger = LaneAnswer.newBuilder().setLane(999).setAcceptedTo(1);
    both.to()
        .onNext(
            both.answer()
                .addLanes(HandBusiness.acceptanceOf(both.lane(0)))
                .addLanes(stranger)
                .build());

    Arrived again = left.next();
    assertThat(again.batch().getLanesCount()).isEqualTo(1);
    assertThat(again.lane(0).getLane()).isEqualTo(both.lane(1).getLane());
    assertThat(repeats(again)).containsExactly(true);
    assertThat(alice.next()).hasToString("UPSTREAM_ACK 1");
    both.accept(); // too late for bob's lane: its batch is another one now
    again.to().onNext(again.answer().addLanes(refusal(again, 0, busy(50))).build());
    assertThat(bob.next()).hasToString("UPSTREAM_NACK 1");
    assertThat(bob.told).isEmpty();
  }

  @Test
  void anAnswerBeyondTheBatchIsNoAnswer() throws Exception {
    Client client = bench(PATIENT, left).client("alice");
    client.send(1);
    Arrived first = left.next();

    LaneAnswer.Builder beyond =
        LaneAnswer.newBuilder().setLane(first.lane(0).getLane()).setAcceptedTo(7);
    first.to().onNext(first.answer().addLanes(beyond).build());

    assertThat(repeats(left.next())).containsExactly(true);
    assertThat(client.told).isEmpty();
  }

  @Test
  void whatTwoInstancesLeaveUnansweredIsTheClientsToSendLater() throws Exception {
    UpstreamBench bench = bench(STRICT, left, right);
    Client client = bench.client("alice");

    client.send(1);

    Told told = client.next();
    assertThat(told).hasToString("UPSTREAM_NACK 1");
    assertThat(told.nack().orElseThrow().getReason()).isEqualTo(NackReason.UNAVAILABLE);
    assertThat(told.nack().orElseThrow().getRetryAfterMillis()).isPositive();
    assertThat(bench.counts.resends()).isEqualTo(1);
    assertThat(refusals(bench)).containsEntry(RefusalCause.UNAVAILABLE, 1L);
  }

  @Test
  void manyFailuresAtOnceAreNotAllSentTwice() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    List<Client> clients = IntStream.range(0, 200).mapToObj(i -> bench.client("user" + i)).toList();
    bench.pass(() -> clients.forEach(client -> client.take(1)));
    Arrived all = left.next();
    assertThat(all.batch().getLanesCount()).isEqualTo(200);

    all.to().onNext(all.answer().build()); // not one lane is answered

    // A fifth of the 200 that were sent, and the 100 that are free.
    assertThat(left.next().batch().getLanesCount()).isEqualTo(140);
    assertThat(refusals(bench)).containsEntry(RefusalCause.RETRY_BUDGET, 60L);
    List<Client> refused = clients.stream().filter(client -> !client.told.isEmpty()).toList();
    assertThat(refused).hasSize(60);
    assertThat(refused.getFirst().next().nack().orElseThrow().getReason())
        .isEqualTo(NackReason.UNAVAILABLE);
  }

  // Bounds.

  @Test
  void beyondItsBoundAServiceIsBusyUntilItAnswers() throws Exception {
    UpstreamBench bench = bench(UpstreamBench.service(PATIENT, 2, left));
    Client alice = bench.client("alice");
    Client bob = bench.client("bob");
    alice.send(1, 2);
    Arrived first = left.next();

    bob.send(1);

    Told told = bob.next();
    assertThat(told).hasToString("UPSTREAM_NACK 1");
    assertThat(told.nack().orElseThrow().getReason()).isEqualTo(NackReason.BUSY);
    assertThat(told.nack().orElseThrow().getRetryAfterMillis()).isEqualTo(200);
    assertThat(told.nack().orElseThrow().getText())
        .isEqualTo("messages in flight to service orders (expected: <= 2)");
    first.accept();
    alice.next();
    bob.send(1);
    assertThat(left.next().lane(0).getMessages(0).getSeq()).isEqualTo(1);
    assertThat(refusals(bench)).containsEntry(RefusalCause.IN_FLIGHT, 1L);
  }

  // Answers.

  @Test
  void aRefusalsDelayReasonAndTextArePassedOn() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client client = bench.client("alice");
    client.send(1, 2, 3);
    Arrived batch = left.next();

    batch.to().onNext(batch.answer().setLevel(300).addLanes(refusal(batch, 1, busy(750))).build());

    assertThat(client.next()).hasToString("UPSTREAM_ACK 1");
    Told told = client.next();
    assertThat(told).hasToString("UPSTREAM_NACK 2");
    assertThat(told.nack().orElseThrow().getRetryAfterMillis()).isEqualTo(750);
    assertThat(told.nack().orElseThrow().getText()).isEqualTo("full");
    assertThat(refusals(bench)).containsEntry(RefusalCause.BUSINESS_BUSY, 1L);
    BusinessInstance instance = bench.businesses.instances(bench.service()).all().getFirst();
    assertThat(instance.level(System::nanoTime)).isEqualTo(300);
    long later = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    assertThat(instance.level(() -> later)).isZero();
  }

  @Test
  void aLaneWhoseClientHasMovedStopsWithoutAWord() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client client = bench.client("alice");
    client.send(1, 2);
    Arrived batch = left.next();

    Refusal.Builder stale = Refusal.newBuilder().setReason(RefusalReason.STALE_CONNECTION);
    batch.to().onNext(batch.answer().addLanes(refusal(batch, 0, stale)).build());

    await().until(() -> refusals(bench).get(RefusalCause.STALE_CONNECTION) == 1);
    bench.pass(() -> {});
    assertThat(client.told).isEmpty();
    assertThat(left.arrived).isEmpty();
    assertThat(bench.onLoop(() -> client.lane().hasOpenBatch())).isFalse();
  }

  @Test
  void aReplyMayComeAfterItsBatchsAnswer() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client client = bench.client("alice");
    client.send(1);
    Arrived batch = left.next();
    batch.accept();
    client.next();

    Reply reply =
        Reply.newBuilder()
            .setLane(batch.lane(0).getLane())
            .setSeq(1)
            .setBody(ByteString.copyFromUtf8("late"))
            .build();
    batch.to().onNext(batch.answer().addReplies(reply).build());

    await().until(() -> bench.replies.equals(List.of(reply)));
  }

  @Test
  void aReplyToALaneThatLeftGoesNowhere() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client alice = bench.client("alice");
    alice.send(1);
    Arrived batch = left.next();
    batch.accept();
    alice.next();
    bench.pass(() -> bench.upstream.sessionEnded(alice.session));

    Reply reply = Reply.newBuilder().setLane(batch.lane(0).getLane()).setSeq(1).build();
    batch.to().onNext(batch.answer().addReplies(reply).build());

    await().until(() -> left.endedLanes.contains(batch.lane(0).getLane()));
    assertThat(bench.replies).isEmpty();
  }

  // Places.

  @Test
  void aLaneFollowsANewDescriptionBetweenBatchesAndTheOldStreamEnds() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client client = bench.client("alice");
    client.send(1);
    Arrived open = left.next();
    bench.describe(UpstreamBench.service(PATIENT, PLENTY, right));
    client.send(2);
    bench.pass(() -> {});
    assertThat(right.arrived).isEmpty(); // nothing in flight moves

    open.accept();

    Arrived next = right.next();
    assertThat(next.lane(0).getIdentity().getUser()).isEqualTo("alice");
    assertThat(repeats(next)).containsExactly(false);
    await().until(() -> left.openStreams.get() == 0);
  }

  @Test
  void anIdleLaneDoesNotHoldTheStreamOfAnOldDescription() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client client = bench.client("alice");
    left.accepting = true;
    client.send(1);
    client.next();

    bench.describe(UpstreamBench.service(PATIENT, PLENTY, right));

    await().until(() -> left.openStreams.get() == 0);
    client.send(2);
    assertThat(right.next().lane(0).getMessages(0).getSeq()).isEqualTo(2);
  }

  @Test
  void aStreamThatNobodyUsesEnds() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client client = bench.client("alice");
    left.accepting = true;
    client.send(1);
    client.next();
    assertThat(left.openStreams).hasValue(1);

    bench.pass(() -> bench.upstream.sessionEnded(client.session));
    await().until(() -> !left.endedLanes.isEmpty());
    bench.ahead(Duration.ofSeconds(61));

    await().until(() -> left.openStreams.get() == 0);
  }

  @Test
  void aLaneIsNamedAgainWhenItsClientHasDialledAgain() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client client = bench.client("alice");
    left.accepting = true;
    client.send(1);
    LaneMessages first = left.next().lane(0);
    assertThat(first.getIdentity().getConnectNumber()).isEqualTo(1);

    bench.pass(() -> client.resume(2));
    client.send(2);

    LaneMessages second = left.next().lane(0);
    assertThat(second.getIdentity().getConnectNumber()).isEqualTo(2);
    assertThat(second.getLane()).isNotEqualTo(first.getLane());
    assertThat(left.endedLanes).containsExactly(first.getLane());
  }

  @Test
  void anOpenBatchOutlivesItsConnectionAndIsAcknowledgedOnTheNext() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client client = bench.client("alice");
    client.send(1);
    Arrived batch = left.next();
    bench.pass(() -> client.session.connectionEnded(CloseReason.CONNECTION_LOST));

    bench.pass(() -> client.resume(2));
    batch.accept();

    assertThat(client.next()).hasToString("UPSTREAM_ACK 1");
    assertThat(left.arrived).isEmpty();
  }

  @Test
  void anAnswerThatComesBeforeConnectedIsToldAfterIt() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client client = bench.client("alice");
    client.send(1);
    Arrived batch = left.next();
    Connect connect = bench.onLoop(() -> client.dial(2));

    batch.accept();

    await().until(() -> bench.onLoop(() -> client.lane().acked()) == 1);
    assertThat(client.told).isEmpty();
    bench.pass(() -> client.session.connected(connect, new byte[0]));
    assertThat(client.next()).hasToString("UPSTREAM_ACK 1");
    assertThat(client.told).isEmpty();
  }

  @Test
  void lanesComeBackToAnInstanceThatAnswersAgain() throws Exception {
    UpstreamBench bench = bench(STRICT, left, right);
    Client client = bench.client("alice");
    client.send(1);
    HandBusiness home = whoHasABatch();
    other(home).accepting = true;
    assertThat(client.next()).hasToString("UPSTREAM_ACK 1");
    other(home).next();
    home.next();

    home.accepting = true;
    bench.ahead(Duration.ofSeconds(6));
    client.send(2);

    assertThat(home.next().lane(0).getMessages(0).getSeq()).isEqualTo(2);
    assertThat(client.next()).hasToString("UPSTREAM_ACK 2");
  }

  @Test
  void aSessionThatMovesOpensNoBatchAndWaitsForTheOpenOne() throws Exception {
    UpstreamBench bench = bench(PATIENT, left);
    Client client = bench.client("alice");
    client.send(1);
    Arrived batch = left.next();
    client.send(2);
    bench.pass(() -> client.session.give("gw-2", 2));
    assertThat(bench.onLoop(client.session::isSettled)).isFalse();

    batch.accept();

    await().until(() -> bench.onLoop(client.session::isSettled));
    assertThat(bench.onLoop(() -> client.lane().acked())).isEqualTo(1);
    assertThat(left.arrived).isEmpty();
    bench.pass(() -> client.session.keep()); // nobody took it after all
    assertThat(left.next().lane(0).getMessages(0).getSeq()).isEqualTo(2);
  }

  private HandBusiness business() throws IOException {
    HandBusiness business = new HandBusiness();
    open.add(business);
    return business;
  }

  private UpstreamBench bench(Duration timeLimit, HandBusiness... instances) {
    return bench(UpstreamBench.service(timeLimit, PLENTY, instances));
  }

  private UpstreamBench bench(Service service) {
    UpstreamBench bench = new UpstreamBench(service);
    open.addFirst(bench);
    return bench;
  }

  /** The one that a batch has come to; it stays in its queue. */
  private HandBusiness whoHasABatch() {
    await().until(() -> !left.arrived.isEmpty() || !right.arrived.isEmpty());
    return left.arrived.isEmpty() ? right : left;
  }

  private HandBusiness other(HandBusiness business) {
    return business == left ? right : left;
  }

  private static List<Boolean> repeats(Arrived batch) {
    return batch.batch().getLanesList().stream()
        .flatMap(lane -> lane.getMessagesList().stream())
        .map(UpstreamMessage::getRepeat)
        .toList();
  }

  private static Refusal.Builder busy(int millis) {
    return Refusal.newBuilder()
        .setReason(RefusalReason.BUSINESS_BUSY)
        .setRetryAfterMillis(millis)
        .setText("full");
  }

  private static LaneAnswer.Builder refusal(Arrived batch, long acceptedTo, Refusal.Builder why) {
    return LaneAnswer.newBuilder()
        .setLane(batch.lane(0).getLane())
        .setAcceptedTo(acceptedTo)
        .setRefusal(why);
  }

  private static Map<RefusalCause, Long> refusals(UpstreamBench bench) {
    Map<RefusalCause, Long> counts = new EnumMap<>(RefusalCause.class);
    bench.counts.forEachRefusal((cause, count) -> counts.put(cause, count));
    return counts;
  }
}
