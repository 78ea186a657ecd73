package io.drawbridge.gateway;

import static io.drawbridge.gateway.policy.Sets.degradation;
import static io.drawbridge.gateway.policy.Sets.set;
import static io.drawbridge.gateway.policy.Sets.throttle;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.RawClient.Received;
import io.drawbridge.gateway.attach.TestTokens;
import io.drawbridge.proto.client.v1.Auth;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.GoAwayReason;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.LaneState;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients of a whole gateway see of policies. */
@Timeout(30)
final class PolicyDoorTest {
  private static final String REFUSALS =
      "drawbridge_gateway_policy_refusals_total{tier=\"interactive\"}";

  @TempDir private Path directory;

  @Test
  void aLimitIsToldWithTheTimeToWaitAndEndsWithItsPolicy() throws Exception {
    try (TestGateway gateway = new TestGateway(directory);
        RawClient client = gateway.connected("alice");
        RawClient other = gateway.connected("bob")) {
      gateway.obeys(set(1, throttle("t", "{name: each-user, per: user, rate: 0.1, burst: 1}")));
      client.upstream(1, 1, "one");
      assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);

      UpstreamNack nack = refused(client, 2, "two");

      assertThat(nack.getReason()).isEqualTo(NackReason.TOO_FAST);
      assertThat(nack.getRetryAfterMillis()).isBetween(5_000, 10_001);
      assertThat(nack.getFinal()).isFalse();
      assertThat(nack.getText()).isEqualTo("limit t/each-user (expected: slower)");
      assertThat(gateway.metric(REFUSALS)).isEqualTo(1);
      other.upstream(1, 1, "mine");
      assertThat(other.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);

      gateway.obeys(set(2));
      client.upstream(1, 2, "two");
      assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(2);
    }
  }

  @Test
  void aRefusedTierAndAStretchedHeartbeatAreToldWithStates() throws Exception {
    try (TestGateway gateway = new TestGateway(directory);
        RawClient client = gateway.connected("alice")) {
      gateway.obeys(set(1, degradation("d", "{refuse: [interactive], heartbeat: 90s}")));

      UpstreamNack nack = refused(client, 1, "one");

      assertThat(nack.getReason()).isEqualTo(NackReason.NOT_ADMITTED);
      int state = nack.getState().asReadOnlyByteBuffer().getInt();
      assertThat(LaneState.admits(state, Tier.CRITICAL.getNumber())).isTrue();
      assertThat(LaneState.admits(state, Tier.INTERACTIVE.getNumber())).isFalse();
      client.control(FrameType.PING, Auth.getDefaultInstance());
      int told = client.expect(FrameType.PONG).body().asReadOnlyByteBuffer().getInt();
      assertThat(LaneState.heartbeatSeconds(told)).isEqualTo(90);
      assertThat(gateway.metric("drawbridge_gateway_policy_measures")).isEqualTo(2);
    }
  }

  @Test
  void whoseTokenKeepsThemBelowATierIsRefusedWithIt() throws Exception {
    try (TestGateway gateway = new TestGateway(directory);
        RawClient usual = gateway.connected("alice");
        RawClient lowered = gateway.client()) {
      String token = TestTokens.atMost("default", "bob", "background");
      lowered.connect(TestGateway.connectWith(token).build());
      gateway.obeys(set(1, degradation("d", "{refuse: [background]}")));

      usual.upstream(1, 1, "one");
      assertThat(usual.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);

      UpstreamNack nack = refused(lowered, 1, "one");
      assertThat(nack.getReason()).isEqualTo(NackReason.NOT_ADMITTED);
      int state = nack.getState().asReadOnlyByteBuffer().getInt();
      assertThat(LaneState.admits(state, Tier.INTERACTIVE.getNumber()))
          .as("told by the service's tier, which the client knows")
          .isFalse();
    }
  }

  @Test
  void aBodyThatIsTooLargeForNowIsRefusedForGood() throws Exception {
    try (TestGateway gateway = new TestGateway(directory);
        RawClient client = gateway.connected("alice")) {
      gateway.obeys(set(1, degradation("d", "{max-body: 256B}")));

      UpstreamNack nack = refused(client, 1, "x".repeat(257));

      assertThat(nack.getReason()).isEqualTo(NackReason.TOO_LARGE);
      assertThat(nack.getFinal()).isTrue();
      client.upstream(1, 1, "x".repeat(256));
      assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(1);
    }
  }

  @Test
  void newSessionsAreSentElsewhereAndTheNextProcessKeepsThePolicy() throws Exception {
    try (TestGateway gateway = new TestGateway(directory)) {
      gateway.obeys(set(1, degradation("d", "{refuse-new-sessions: true}")));
      assertRefusesNewSessions(gateway);
    }
    try (TestGateway again = new TestGateway(directory)) {
      assertThat(again.metric("drawbridge_gateway_policies")).isEqualTo(1);
      assertRefusesNewSessions(again);
      again.obeys(set(2));
      again.connected("alice").close();
    }
  }

  @Test
  void whoComesForASessionThatIsLostIsSentElsewhereToo() throws Exception {
    try (TestGateway gateway = new TestGateway(directory)) {
      Connect.Builder alice = TestGateway.connect("alice");
      Connected lost;
      Connected kept;
      try (RawClient client = gateway.client()) {
        lost = client.connect(alice.build());
        client.control(
            FrameType.CLOSE, Close.newBuilder().setCode(CloseReason.CLIENT_LEFT.code()).build());
        client.expectSilentEnd();
      }
      Connect.Builder bob = TestGateway.connect("bob");
      try (RawClient client = gateway.client()) {
        kept = client.connect(bob.build());
      }
      gateway.obeys(set(1, degradation("d", "{refuse-new-sessions: true}")));

      try (RawClient client = gateway.client()) {
        client.control(FrameType.CONNECT, TestGateway.resuming(alice, lost, 1));
        GoAway told = GoAway.parseFrom(client.expect(FrameType.GOAWAY).body());
        assertThat(told.getReason()).isEqualTo(GoAwayReason.OVERLOADED);
        assertThat(client.expectClose().getText()).contains("new sessions are refused by a policy");
      }
      try (RawClient client = gateway.client()) {
        assertThat(client.connect(TestGateway.resuming(bob, kept, 1)).getResumed()).isTrue();
      }
      gateway.obeys(set(2));
      try (RawClient client = gateway.client()) {
        assertThat(client.connect(TestGateway.resuming(alice, lost, 1)).getResumed()).isFalse();
      }
    }
  }

  private static void assertRefusesNewSessions(TestGateway gateway) throws Exception {
    try (RawClient client = gateway.client()) {
      client.control(FrameType.CONNECT, TestGateway.connect("alice").build());
      GoAway told = GoAway.parseFrom(client.expect(FrameType.GOAWAY).body());
      assertThat(told.getReconnectWindowMillis()).isPositive();
    }
  }

  private static UpstreamNack refused(RawClient client, long seq, String body) throws Exception {
    client.upstream(1, seq, body);
    Received answer = client.expect(FrameType.UPSTREAM_NACK);
    assertThat(answer.seq()).isEqualTo(seq);
    return UpstreamNack.parseFrom(answer.body());
  }
}
