package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.FakeBusiness.Delivered;
import io.drawbridge.gateway.RawClient.Received;
import io.drawbridge.gateway.attach.TestTokens;
import io.drawbridge.gateway.directory.RedisServer;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.LaneStart;
import io.drawbridge.proto.client.v1.Resume;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways of a region and their Redis: clients that lose their connection and come back. */
@Timeout(60)
final class ResumeTest {
  private static final AtomicLong NUMBERS = new AtomicLong();

  @TempDir private static Path directory;
  private static RedisServer redis;
  private static TestGateway first;
  private static TestGateway second;
  private static Pusher pusher;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisServer.start();
    first = gateway();
    second = gateway();
    first.named(PeerList.newBuilder().addGateways(second.peer()).build());
    second.named(PeerList.newBuilder().addGateways(first.peer()).build());
    pusher = new Pusher(first.grpcPort);
    await("the gateways are heard, and Redis is trusted")
        .atMost(Duration.ofSeconds(20))
        .until(() -> push("nobody", 0).equals(List.of(Outcome.OFFLINE)));
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part : List.of(pusher, first, second, redis)) {
      part.close();
    }
  }

  private static TestGateway gateway() throws Exception {
    return TestGateway.in("europe", List.of("europe"), directory, redis);
  }

  /** A client instance that dials again and again. */
  private static final class Dialer {
    private final String user;
    private final Connect.Builder connect;
    private ByteString session = ByteString.EMPTY;
    private ByteString token = ByteString.EMPTY;

    Dialer(String name) {
      user = name + "-" + NUMBERS.incrementAndGet();
      connect = TestGateway.connect(user).setConnectNumber(0);
    }

    Connect.Builder next() {
      return connect.setConnectNumber(connect.getConnectNumber() + 1).clone();
    }

    RawClient dial(TestGateway gateway) throws Exception {
      RawClient client = gateway.client();
      note(client.connect(next().build()));
      return client;
    }

    void note(Connected connected) {
      session = connected.getSession();
      token = connected.getResumeToken();
    }

    Connect.Builder resuming(long lastDownstreamSeq) {
      return next()
          .setResume(
              Resume.newBuilder()
                  .setSession(session)
                  .setToken(token)
                  .setLastDownstreamSeq(lastDownstreamSeq));
    }
  }

  private static List<Outcome> push(String user, long id) {
    return pusher.outcomes(begin(user, id));
  }

  private static long begin(String user, long id) {
    long number = NUMBERS.incrementAndGet();
    pusher.push(number, user, id, "push " + id);
    return number;
  }

  private static void ack(RawClient client, long seq) throws Exception {
    client.frame(out -> FrameWriter.downstreamAck(out, seq));
  }

  @RepeatedTest(6) // the two dials meet the same loop or two
  void comesBackToItsSessionAtTheSameGateway() throws Exception {
    Dialer alice = new Dialer("alice");
    comesBack(alice, first, first);
  }

  @RepeatedTest(3)
  void comesBackToItsSessionAtAnotherGateway() throws Exception {
    Dialer alice = new Dialer("alice");
    comesBack(alice, first, second);
    comesBackOnceMore(alice, first);
  }

  private static void comesBack(Dialer alice, TestGateway at, TestGateway to) throws Exception {
    RawClient lost = alice.dial(at);
    final ByteString session = alice.session;
    begin(alice.user, 1);
    assertThat(lost.expect(FrameType.DOWNSTREAM).seq()).isEqualTo(1);
    begin(alice.user, 2);
    assertThat(lost.expect(FrameType.DOWNSTREAM).seq()).isEqualTo(2);
    lost.upstream(1, 1, "one");
    assertThat(lost.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
    lost.close();
    await().until(() -> push(alice.user, 3).equals(List.of(Outcome.HELD)));

    try (RawClient back = to.client()) {
      Connected connected =
          back.connect(
              alice
                  .resuming(1)
                  .addLanes(LaneStart.newBuilder().setService(1).setNextSeq(1))
                  .build());
      assertThat(connected.getResumed()).isTrue();
      assertThat(connected.getSession()).isEqualTo(session);
      alice.note(connected);
      assertThat(back.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
      Received again = back.expect(FrameType.DOWNSTREAM);
      assertThat(again.seq()).isEqualTo(2);
      assertThat(again.body().toStringUtf8()).isEqualTo("push 2");
      assertThat(back.expect(FrameType.DOWNSTREAM).seq()).isEqualTo(3);
      ack(back, 3);
      assertThat(push(alice.user, 1)).containsExactly(Outcome.DELIVERED);
      assertThat(push(alice.user, 3)).containsExactly(Outcome.DELIVERED);
      long number = begin(alice.user, 4);
      assertThat(back.expect(FrameType.DOWNSTREAM).seq()).isEqualTo(4);
      ack(back, 4);
      assertThat(pusher.outcomes(number)).containsExactly(Outcome.DELIVERED);
      back.upstream(1, 2, "two");
      assertThat(back.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(2);
    }
    TestGateway gateway = to;
    Delivered last = gateway.business.delivered.getLast();
    assertThat(last.seq()).isEqualTo(2);
    assertThat(last.lane().getConnectNumber()).isEqualTo(2);
  }

  private static void comesBackOnceMore(Dialer alice, TestGateway to) throws Exception {
    try (RawClient back = to.client()) {
      Connected connected = back.connect(alice.resuming(4).build());
      assertThat(connected.getResumed()).isTrue();
      long number = begin(alice.user, 5);
      assertThat(back.expect(FrameType.DOWNSTREAM).seq()).isEqualTo(5);
      ack(back, 5);
      assertThat(pusher.outcomes(number)).containsExactly(Outcome.DELIVERED);
    }
  }

  /** The client has gone to another network; its old connection does not know yet. */
  @Test
  void theOldConnectionIsClosedWhenTheSessionGoesOnElsewhere() throws Exception {
    Dialer alice = new Dialer("alice");
    try (RawClient old = alice.dial(first);
        RawClient here = first.client();
        RawClient there = second.client()) {
      alice.note(here.connect(alice.resuming(0).build()));
      assertThat(old.expectClose().getCode()).isEqualTo(CloseReason.REPLACED.code());

      assertThat(there.connect(alice.resuming(0).build()).getResumed()).isTrue();
      assertThat(here.expectClose().getCode()).isEqualTo(CloseReason.MOVED.code());
    }
  }

  @Test
  void beginsANewSessionWhenTheGraceTimeIsOver() throws Exception {
    Dialer alice = new Dialer("alice");
    alice.dial(first).close();
    await().until(() -> push(alice.user, 1).equals(List.of(Outcome.HELD)));
    await()
        .atMost(Duration.ofSeconds(TestGateway.GRACE_SECONDS + 10))
        .until(() -> push(alice.user, 2).equals(List.of(Outcome.OFFLINE)));

    try (RawClient back = first.client()) {
      assertThat(back.connect(alice.resuming(0).build()).getResumed()).isFalse();
    }
  }

  @Test
  void saysHeldOfWhatTheClientHasNotAcknowledgedWhenItIsLost() throws Exception {
    Dialer alice = new Dialer("alice");
    RawClient client = alice.dial(first);
    long number = begin(alice.user, 1);
    client.expect(FrameType.DOWNSTREAM);
    client.close();

    assertThat(pusher.outcomes(number)).containsExactly(Outcome.HELD);
  }

  @Test
  void aPushThatComesWhileTheSessionMovesIsDelivered() throws Exception {
    Dialer alice = new Dialer("alice");
    RawClient client = alice.dial(first);
    long number = begin(alice.user, 1);
    client.expect(FrameType.DOWNSTREAM);

    try (RawClient there = second.client()) {
      alice.note(there.connect(alice.resuming(1).build()));
      assertThat(pusher.outcomes(number)).containsExactly(Outcome.DELIVERED);
    }
  }

  /** All of these are answered alike, so that nobody learns what exists. */
  @Test
  void refusesASessionToWhoeverCannotProveThatItIsTheirs() throws Exception {
    Dialer alice = new Dialer("alice");
    try (RawClient live = alice.dial(first)) {
      Resume genuine = alice.resuming(0).getResume();
      Connect.Builder eve = TestGateway.connect("eve");
      Connect.Builder stale = alice.connect.clone().setConnectNumber(1).setResume(genuine);
      Connect.Builder bare = alice.next().setResume(Resume.newBuilder().setSession(alice.session));
      Connect.Builder otherDevice = alice.next().setDevice("tablet").setResume(genuine);
      Connect.Builder expired =
          alice.next().setToken(TestTokens.expired("default", alice.user)).setResume(genuine);
      for (TestGateway at : List.of(first, second)) {
        for (Connect.Builder dial :
            List.of(eve.clone().setResume(genuine), stale, bare, otherDevice, expired)) {
          Close close = refused(at, dial);
          assertThat(close.getCode()).isEqualTo(CloseReason.SESSION_LOST.code());
          assertThat(close.getText()).isEqualTo("no such session (expected: a dial as new)");
        }
      }
      live.frame(out -> FrameWriter.empty(out, FrameType.PING));
      live.expect(FrameType.PONG);
    }
    assertThat(first.metrics.text())
        .contains("drawbridge_gateway_resume_refusals_total{reason=\"token_forged\"");
  }

  private static Close refused(TestGateway gateway, Connect.Builder dial) throws Exception {
    try (RawClient client = gateway.client()) {
      client.control(FrameType.CONNECT, dial.build());
      return client.expectClose();
    }
  }

  @RepeatedTest(20) // each meets other loops
  void ofTwoDialsAtOnceTheHigherHasTheSessionWhereItWas() throws Exception {
    exactlyTheHigherLives(second, first);
  }

  @RepeatedTest(20)
  void ofTwoDialsAtOnceTheHigherHasTheSessionElsewhere() throws Exception {
    exactlyTheHigherLives(first, second);
  }

  /** The session was at {@link #first}. */
  private static void exactlyTheHigherLives(TestGateway ofLower, TestGateway ofHigher)
      throws Exception {
    Dialer alice = new Dialer("alice");
    alice.dial(first).close();
    Connect one = alice.resuming(0).build();
    Connect two = alice.resuming(0).build();
    try (RawClient lower = ofLower.client();
        RawClient higher = ofHigher.client()) {
      lower.control(FrameType.CONNECT, one);
      higher.control(FrameType.CONNECT, two);
      Connected connected = Connected.parseFrom(higher.expect(FrameType.CONNECTED).body());
      assertThat(connected.getResumed()).isTrue();
      Received end = lower.next();
      if (end.type() == FrameType.CONNECTED) {
        end = lower.next();
      }
      assertThat(end.type()).isEqualTo(FrameType.CLOSE);

      long number = begin(alice.user, 9);
      higher.expect(FrameType.DOWNSTREAM);
      ack(higher, 1);
      assertThat(pusher.outcomes(number)).containsExactly(Outcome.DELIVERED);
    }
  }
}
