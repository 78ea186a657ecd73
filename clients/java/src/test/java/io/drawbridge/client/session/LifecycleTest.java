package io.drawbridge.client.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.client.discovery.ConnectHints;
import io.drawbridge.client.discovery.EndpointList;
import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.client.lane.Lanes;
import io.drawbridge.client.lane.Outcome;
import io.drawbridge.client.lane.Refusal;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.GoAwayReason;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private static final GatewayEndpoint ONE = new GatewayEndpoint("gw-1", "r", "127.1.1.1", 7000);
  private static final GatewayEndpoint TWO = new GatewayEndpoint("gw-2", "r", "127.1.1.2", 7000);
  private static final EndpointList LIST =
      new EndpointList("1", Duration.ofHours(1), List.of(ONE, TWO), ConnectHints.DEFAULTS);

  private final FakeNetwork network = new FakeNetwork();
  private final Lanes lanes = new Lanes(new SplittableRandom(1));
  private final List<String> news = new ArrayList<>();
  private final List<Long> pushes = new ArrayList<>();
  private boolean pushRoom = true;
  private long now;
  private final Lifecycle lifecycle =
      new Lifecycle(
          new Settings(
              new Identity("phone", 42, "test"),
              Patience.DEFAULTS,
              new Backoff(new SplittableRandom(2), Duration.ofSeconds(30))),
          lanes,
          network,
          new RecordingSink(),
          new RecordingListener());

  @Test
  void asksForGatewaysThenDialsTheFirstThenConnects() {
    lifecycle.start(now);
    assertThat(network.asked()).containsExactly("find ");

    lifecycle.found(network.attempt, LIST, now);
    assertThat(network.asked()).containsExactly("dial gw-1");

    HandLink link = dialed();
    assertThat(link.written()).containsExactly("CONNECT 1");
    assertThat(link.connects.get(0).getDevice()).isEqualTo("phone");
    assertThat(link.connects.get(0).getEpoch()).isEqualTo(42);
    assertThat(link.connects.get(0).getToken()).isEqualTo("token");

    connected(link);
    assertThat(news).containsExactly("connecting", "connected gw-1");
  }

  @Test
  void sendsEverythingUnacknowledgedAgainOnTheNextConnection() {
    HandLink first = live();
    offer(3);
    assertThat(first.written())
        .containsExactly("CONNECT 1", "UPSTREAM 1/1", "UPSTREAM 1/2", "UPSTREAM 1/3");
    received(first, out -> FrameWriter.upstreamAck(out, 1, 1));

    lifecycle.lost(first, "reset", now);
    HandLink second = redial();
    connected(second);

    assertThat(second.written())
        .containsExactly("CONNECT 2", "UPSTREAM 1/2 again", "UPSTREAM 1/3 again");
    assertThat(second.connects.get(0).getLanes(0).getNextSeq()).isEqualTo(2);
  }

  @Test
  void dialsThePreviousGatewayFirstAndTheNextOneAfterAFailedDial() {
    HandLink first = live();
    now += SECONDS.toNanos(120);
    lifecycle.lost(first, "reset", now);
    waitOut();
    assertThat(network.asked()).containsExactly("dial gw-1");

    lifecycle.dialFailed(network.attempt, "refused", true, now);
    waitOut();
    assertThat(network.asked()).containsExactly("dial gw-2");

    lifecycle.dialFailed(network.attempt, "refused", true, now);
    waitOut();
    assertThat(network.asked()).containsExactly("find gw-1");
  }

  @Test
  void dialsThePreviousGatewayOfAnOldListButNoOther() {
    HandLink first = live();
    now += SECONDS.toNanos(7_200);
    lifecycle.lost(first, "reset", now);
    waitOut();
    assertThat(network.asked()).containsExactly("dial gw-1");

    lifecycle.dialFailed(network.attempt, "refused", true, now);
    waitOut();
    assertThat(network.asked()).containsExactly("find gw-1");
  }

  @Test
  void goesOnWithTheOldListWhenNobodyTellsAFreshOne() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    for (int i = 0; i < 2; i++) {
      lifecycle.dialFailed(network.attempt, "refused", true, now);
      waitOut();
    }
    assertThat(network.asked()).last().isEqualTo("find ");

    lifecycle.found(network.attempt, LIST, now); // the cached list again
    assertThat(network.asked()).containsExactly("dial gw-1");
  }

  @Test
  void aTokenThatCannotBeHadDoesNotBlameTheGateway() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    network.asked();

    lifecycle.dialFailed(network.attempt, "token: login server is down", false, now);
    waitOut();

    assertThat(network.asked()).containsExactly("dial gw-1");
  }

  @Test
  void aConnectionThatFlapsGivesTheNextGatewayItsTurn() {
    HandLink first = live();
    lifecycle.lost(first, "reset", now + SECONDS.toNanos(1));
    waitOut();

    assertThat(network.asked()).containsExactly("dial gw-2");
  }

  @Test
  void closeCodesBelow3500ReconnectAndThoseAboveAreFinal() {
    HandLink first = live();
    offer(1);
    close(first, CloseReason.TOKEN_EXPIRED, 0);
    assertThat(news).last().asString().startsWith("waiting");

    HandLink second = redial();
    connected(second);
    close(second, CloseReason.REVOKED, 0);

    assertThat(news).last().isEqualTo("closed 3507");
    assertThat(lifecycle.isClosed()).isTrue();
    assertThat(lanes.isEmpty()).isTrue();
    assertThat(lifecycle.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void waitsAsLongAsACloseDemands() {
    HandLink link = live();

    close(link, CloseReason.OVERLOADED, 20_000);

    assertThat(lifecycle.nextDueNanos()).isBetween(SECONDS.toNanos(20), SECONDS.toNanos(30));
  }

  @Test
  void givesUpAGatewayThatDoesNotAnswerConnect() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();

    now += SECONDS.toNanos(5);
    lifecycle.work(now);

    assertThat(link.closed).isTrue();
    assertThat(news).last().asString().startsWith("waiting CONNECT_TIMEOUT");
    network.asked();
    waitOut();
    assertThat(network.asked()).containsExactly("dial gw-2");
  }

  @Test
  void pingsBeforeTheIntervalAndGivesUpASilentGateway() {
    HandLink link = live();
    link.written();

    now += SECONDS.toNanos(24);
    lifecycle.work(now);
    assertThat(link.written()).containsExactly("PING");

    received(link, out -> FrameWriter.empty(out, FrameType.PONG));
    now += SECONDS.toNanos(24);
    lifecycle.work(now);
    assertThat(link.written()).containsExactly("PING");

    now += SECONDS.toNanos(10);
    lifecycle.work(now);
    assertThat(link.closed).isTrue();
    assertThat(news).last().asString().startsWith("waiting HEARTBEAT_TIMEOUT");
  }

  @Test
  void asksASilentGatewayEarlyWhileMessagesWaitForTheirAnswer() {
    HandLink link = live();
    offer(1);
    link.written();

    now += SECONDS.toNanos(10);
    lifecycle.work(now);
    assertThat(link.written()).containsExactly("PING");

    now += SECONDS.toNanos(9);
    received(link, out -> FrameWriter.empty(out, FrameType.PONG)); // slow, but alive
    now += SECONDS.toNanos(9);
    lifecycle.work(now);
    assertThat(link.closed).isFalse();
  }

  @Test
  void acknowledgesPushesWithin200MillisecondsOrWithThe32nd() {
    HandLink link = live();
    link.written();

    push(link, 1, 11);
    assertThat(link.written()).isEmpty();
    assertThat(lifecycle.nextDueNanos()).isEqualTo(now + MILLISECONDS.toNanos(200));
    now += MILLISECONDS.toNanos(200);
    lifecycle.work(now);
    assertThat(link.written()).containsExactly("DOWNSTREAM_ACK 1");

    for (int seq = 2; seq <= 33; seq++) {
      push(link, seq, 100 + seq);
    }
    assertThat(link.written()).containsExactly("DOWNSTREAM_ACK 33");
  }

  @Test
  void dropsARepeatedPushButAcknowledgesIt() {
    HandLink link = live();
    link.written();

    push(link, 1, 7);
    push(link, 2, 7);
    push(link, 0, 7);
    now += MILLISECONDS.toNanos(200);
    lifecycle.work(now);

    assertThat(pushes).containsExactly(7L);
    assertThat(link.written()).containsExactly("DOWNSTREAM_ACK 2");
  }

  @Test
  void remembersPushesOverConnectionsAndCountsNumbersAnew() {
    HandLink first = live();
    push(first, 1, 7);
    lifecycle.lost(first, "reset", now);
    HandLink second = redial();
    connected(second);

    push(second, 1, 7);
    push(second, 2, 8);

    assertThat(pushes).containsExactly(7L, 8L);
  }

  @Test
  void doesNotAcknowledgeWhatIsNotToBeAcknowledged() {
    HandLink link = live();
    link.written();

    push(link, 0, 7);
    now += SECONDS.toNanos(1);
    lifecycle.work(now);

    assertThat(pushes).containsExactly(7L);
    assertThat(link.written()).isEmpty();
  }

  @Test
  void holdsAcknowledgementsBackWhileTheApplicationHasNoRoom() {
    HandLink link = live();
    link.written();
    pushRoom = false;

    push(link, 1, 7);
    push(link, 0, 8);
    now += SECONDS.toNanos(1);
    lifecycle.work(now);
    assertThat(pushes).containsExactly(7L);
    assertThat(link.written()).isEmpty();

    pushRoom = true;
    lifecycle.work(now);
    assertThat(link.written()).containsExactly("DOWNSTREAM_ACK 1");
  }

  @Test
  void followsGoAwayToATrustedTargetAfterSettling() {
    HandLink old = live();
    offer(1);
    old.written();

    goAway(old, 2_000, "gw-2", "127.1.1.2");
    assertThat(lifecycle.nextDueNanos()).isLessThan(now + SECONDS.toNanos(2));
    waitOut();
    assertThat(network.asked()).containsExactly("dial gw-2");

    HandLink next = dialed();
    offer(1);
    assertThat(next.written()).isEmpty(); // the first message still waits for its answer
    assertThat(old.written()).isEmpty(); // and nothing new goes the old way

    received(old, out -> FrameWriter.upstreamAck(out, 1, 1));
    assertThat(old.written()).containsExactly("CLOSE 3011");
    assertThat(old.closed).isTrue();
    assertThat(next.written()).containsExactly("CONNECT 2");
    connected(next);
    assertThat(next.written()).containsExactly("UPSTREAM 1/2");
    assertThat(news).last().isEqualTo("connected gw-2");
  }

  @Test
  void doesNotFollowATargetThatIpconfigNeverListed() {
    HandLink old = live();

    goAway(old, 0, "gw-9", "203.0.113.66");
    waitOut();

    assertThat(network.asked()).containsExactly("dial gw-2");
  }

  @Test
  void waitsForOpenAnswersOneSecondAtMostBeforeItMoves() {
    HandLink old = live();
    offer(1);
    goAway(old, 0, "gw-2", "127.1.1.2");
    waitOut();
    HandLink next = dialed();

    now += SECONDS.toNanos(1);
    lifecycle.work(now);
    connected(next);

    assertThat(next.written()).containsExactly("CONNECT 2", "UPSTREAM 1/1 again");
  }

  @Test
  void usesTheNewConnectionAtOnceWhenTheOldOneEndsMeanwhile() {
    HandLink old = live();
    offer(1);
    goAway(old, 0, "gw-2", "127.1.1.2");
    waitOut();
    HandLink next = dialed();

    lifecycle.lost(old, "reset", now);

    assertThat(next.written()).containsExactly("CONNECT 2");
  }

  @Test
  void aConnectThatIsTurnedAwayGoesElsewhere() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();
    network.asked();

    goAway(link, 1_000, "gw-2", "127.1.1.2");
    assertThat(link.closed).isTrue();
    waitOut();

    assertThat(network.asked()).containsExactly("dial gw-2");
  }

  @Test
  void answersAViolationWithCloseAndDialsAgain() {
    HandLink link = live();
    link.written();

    received(link, out -> FrameWriter.upstreamAck(out, 9, 5));

    assertThat(link.written()).containsExactly("CLOSE 3500");
    assertThat(news).last().asString().startsWith("waiting PROTOCOL: answer in lane 9");
  }

  @Test
  void closeWaitsForAcknowledgements() {
    HandLink link = live();
    offer(2);
    link.written();

    lifecycle.close(Duration.ofSeconds(5), now);
    assertThat(lifecycle.isClosed()).isFalse();

    received(link, out -> FrameWriter.upstreamAck(out, 1, 2));
    assertThat(lifecycle.isClosed()).isTrue();
    assertThat(link.written()).containsExactly("CLOSE 3508");
    assertThat(news).last().isEqualTo("closed 3508");
  }

  @Test
  void closeIsBoundedInTime() {
    live();
    offer(2);

    lifecycle.close(Duration.ofSeconds(5), now);
    assertThat(lifecycle.nextDueNanos()).isEqualTo(now + SECONDS.toNanos(5));
    now += SECONDS.toNanos(5);
    lifecycle.work(now);

    assertThat(news).last().isEqualTo("closed 3508");
  }

  @Test
  void ignoresAnswersToQuestionsItHasGivenUp() {
    lifecycle.start(now);
    int stale = network.attempt;
    lifecycle.close(Duration.ZERO, now);

    lifecycle.found(stale, LIST, now);
    HandLink late = new HandLink();
    lifecycle.dialed(stale, late, "token", now);

    assertThat(late.closed).isTrue();
    assertThat(network.asked()).containsExactly("find ");
  }

  @Test
  void asksForAFreshTokenBeforeTheOldOneEnds() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();
    received(
        link,
        out ->
            FrameWriter.control(
                out,
                FrameType.CONNECTED,
                Connected.newBuilder()
                    .setAuthenticationEndsInMillis(10_000)
                    .build()
                    .toByteArray()));
    link.written();
    network.asked();

    now += SECONDS.toNanos(8);
    lifecycle.work(now);
    assertThat(network.asked()).containsExactly("renew token");
    lifecycle.freshToken("fresh");

    assertThat(link.written()).containsExactly("AUTH");

    now += SECONDS.toNanos(8);
    lifecycle.work(now);
    assertThat(network.asked()).as("the second token ends too").containsExactly("renew token");
  }

  private HandLink live() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();
    connected(link);
    network.asked();
    return link;
  }

  private HandLink redial() {
    waitOut();
    return dialed();
  }

  private HandLink dialed() {
    HandLink link = new HandLink();
    lifecycle.dialed(network.attempt, link, "token", now);
    lifecycle.work(now);
    return link;
  }

  private void waitOut() {
    now = lifecycle.nextDueNanos();
    lifecycle.work(now);
  }

  private void connected(HandLink link) {
    Connected facts = Connected.newBuilder().setHeartbeatMillis(30_000).build();
    received(link, out -> FrameWriter.control(out, FrameType.CONNECTED, facts.toByteArray()));
  }

  private void close(HandLink link, CloseReason reason, int retryAfterMillis) {
    Close close =
        Close.newBuilder().setCode(reason.code()).setRetryAfterMillis(retryAfterMillis).build();
    received(link, out -> FrameWriter.control(out, FrameType.CLOSE, close.toByteArray()));
  }

  private void goAway(HandLink link, int windowMillis, String gateway, String host) {
    GoAway goAway =
        GoAway.newBuilder()
            .setReason(GoAwayReason.DRAINING)
            .setReconnectWindowMillis(windowMillis)
            .addTargets(
                Endpoint.newBuilder()
                    .setGateway(gateway)
                    .setHost(host)
                    .setPort(7000)
                    .setTransport(Transport.TCP))
            .build();
    received(link, out -> FrameWriter.control(out, FrameType.GOAWAY, goAway.toByteArray()));
  }

  private void push(HandLink link, long seq, long id) {
    received(link, out -> FrameWriter.downstream(out, seq, 0, id, Unpooled.EMPTY_BUFFER));
  }

  private void offer(int messages) {
    for (int i = 0; i < messages; i++) {
      lanes.offer(1, new byte[] {1}, new Ignored());
    }
    lifecycle.work(now);
  }

  private void received(HandLink link, Consumer<ByteBuf> writer) {
    ByteBuf bytes = Unpooled.buffer();
    writer.accept(bytes);
    FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
    try {
      while (reader.next(bytes)) {
        lifecycle.received(link, reader.frame(), now);
      }
    } catch (ProtocolViolation e) {
      throw new AssertionError(e);
    }
    lifecycle.work(now);
  }

  private static final class FakeNetwork implements Network {
    private final List<String> asked = new ArrayList<>();
    int attempt;

    /** Everything asked since the last call. */
    List<String> asked() {
      List<String> taken = List.copyOf(asked);
      asked.clear();
      return taken;
    }

    @Override
    public void find(int number, String previousGateway) {
      attempt = number;
      asked.add("find " + previousGateway);
    }

    @Override
    public void dial(int number, GatewayEndpoint endpoint, Duration timeout) {
      attempt = number;
      asked.add("dial " + endpoint.gateway());
    }

    @Override
    public void renewToken() {
      asked.add("renew token");
    }
  }

  private final class RecordingListener implements LifecycleListener {
    @Override
    public void connecting() {
      news.add("connecting");
    }

    @Override
    public void connected(GatewayEndpoint endpoint, String session) {
      news.add("connected " + endpoint.gateway());
    }

    @Override
    public void waiting(long delayNanos, String why) {
      news.add("waiting " + why);
    }

    @Override
    public void closed(int code, String why) {
      news.add("closed " + code);
    }
  }

  private final class RecordingSink implements PushSink {
    @Override
    public boolean hasRoom() {
      return pushRoom;
    }

    @Override
    public void deliver(Frame downstream) {
      pushes.add(downstream.pushIdLow());
    }

    @Override
    public void dropped() {}
  }

  private static final class Ignored implements Outcome {
    @Override
    public void acknowledged(long seq) {}

    @Override
    public void refused(Refusal refusal) {}

    @Override
    public void abandoned(boolean mayBeTaken) {}
  }
}
