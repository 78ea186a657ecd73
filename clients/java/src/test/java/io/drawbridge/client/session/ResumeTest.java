package io.drawbridge.client.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.Resume;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ResumeTest extends LifecycleFixture {
  private static final ByteString SESSION = bytes(16, 's');
  private static final ByteString TOKEN = bytes(80, 't');

  @Test
  void theFirstConnectionClaimsNothing() {
    assertThat(connectOf(session()).hasResume()).isFalse();
  }

  @Test
  void theNextConnectionClaimsTheSessionAndSaysHowFarItsPushesCame() {
    HandLink first = session();
    push(first, 1, 11);
    push(first, 2, 12);

    HandLink second = reconnect(first);

    assertThat(connectOf(second).getResume()).isEqualTo(claim(TOKEN, 2));
  }

  @Test
  void aResumedSessionGoesOnWithItsNumbers() {
    HandLink first = session();
    push(first, 1, 11);
    HandLink second = reconnect(first);
    resumed(second, "fresh");

    push(second, 2, 12);
    now += MILLISECONDS.toNanos(200);
    lifecycle.work(now);

    assertThat(pushes).containsExactly(11L, 12L);
    assertThat(second.written()).containsExactly("DOWNSTREAM_ACK 2");
    assertThat(news).last().isEqualTo("resumed gw-1");
  }

  @Test
  void aResumeGivesAFreshTokenForTheNextOne() {
    HandLink second = reconnect(session());
    resumed(second, "fresh");

    HandLink third = reconnect(second);

    assertThat(connectOf(third).getResume().getToken()).isEqualTo(token("fresh"));
    assertThat(connectOf(third).getConnectNumber()).isEqualTo(3);
  }

  @Test
  void aSessionThatIsNotResumedCountsAnewAndIsClaimedNextTime() {
    HandLink first = session();
    push(first, 1, 11);
    HandLink second = reconnect(first);
    ByteString other = bytes(16, 'o');
    connected(second, facts(other, token("other")).build());

    push(second, 1, 12);
    HandLink third = reconnect(second);

    assertThat(pushes).containsExactly(11L, 12L);
    assertThat(connectOf(third).getResume())
        .isEqualTo(
            Resume.newBuilder()
                .setSession(other)
                .setToken(token("other"))
                .setLastDownstreamSeq(1)
                .build());
  }

  @Test
  void aPushThatCameBeforeIsAcknowledgedAndNotDeliveredAgain() {
    HandLink first = session();
    push(first, 1, 11);
    push(first, 2, 12);
    HandLink second = reconnect(first);
    resumed(second, "fresh");

    push(second, 2, 12);
    push(second, 3, 13);
    now += MILLISECONDS.toNanos(200);
    lifecycle.work(now);

    assertThat(pushes).containsExactly(11L, 12L, 13L);
    assertThat(second.written()).containsExactly("DOWNSTREAM_ACK 3");
  }

  @Test
  void comingBackDoesNotOpenAWindowThatASlowApplicationHasFilled() {
    HandLink first = session();
    push(first, 1, 11);
    now += MILLISECONDS.toNanos(200);
    lifecycle.work(now);
    pushRoom = false;
    push(first, 2, 12);
    push(first, 3, 13);

    HandLink second = reconnect(first);
    assertThat(connectOf(second).getResume().getLastDownstreamSeq()).isEqualTo(1);
    resumed(second, "fresh");
    push(second, 2, 12);
    pushRoom = true;
    now += MILLISECONDS.toNanos(200);
    lifecycle.work(now);

    assertThat(pushes).containsExactly(11L, 12L, 13L);
    assertThat(second.written())
        .as("3 has not come again, so it is not acknowledged here")
        .containsExactly("DOWNSTREAM_ACK 2");
    push(second, 3, 13);
    assertThat(pushes).hasSize(3);
  }

  @Test
  void aSkippedPushOfAResumedSessionIsAViolation() {
    HandLink first = session();
    push(first, 1, 11);
    HandLink second = reconnect(first);
    resumed(second, "fresh");

    push(second, 3, 13);

    assertThat(second.written()).containsExactly("CLOSE 3500");
    assertThat(pushes).containsExactly(11L);
  }

  @Test
  void aSessionWhoseGatewayBrokeTheProtocolIsNotClaimed() {
    HandLink first = session();
    push(first, 2, 12);

    assertThat(connectOf(redial()).hasResume()).isFalse();
  }

  @Test
  void aLostSessionIsForgottenAndANewOneAskedForSoon() {
    HandLink first = session();
    HandLink second = reconnect(first);
    network.asked();

    close(second, CloseReason.SESSION_LOST, 0);
    assertThat(news).last().isEqualTo("waiting SESSION_LOST");
    assertThat(lifecycle.nextDueNanos()).isLessThan(now + Lifecycle.AFRESH.toNanos());
    waitOut();
    assertThat(network.asked()).as("the gateway is not to blame").containsExactly("dial gw-1");
    HandLink third = dialed();

    assertThat(connectOf(third).hasResume()).isFalse();
    assertThat(connectOf(third).getConnectNumber()).isEqualTo(3);
  }

  @Test
  void aGatewayThatLosesSessionsNobodyClaimedIsLeftToTheUsualDelays() {
    HandLink second = reconnect(session());
    close(second, CloseReason.SESSION_LOST, 0);
    HandLink third = redial();

    close(third, CloseReason.SESSION_LOST, 0);
    waitOut();

    assertThat(network.asked()).last().isEqualTo("dial gw-2");
  }

  @Test
  void aLostSessionIsAskedForNoSoonerThanTheGatewaySays() {
    HandLink second = reconnect(session());

    close(second, CloseReason.SESSION_LOST, 20_000);

    assertThat(lifecycle.nextDueNanos() - now).isBetween(SECONDS.toNanos(20), SECONDS.toNanos(30));
  }

  @Test
  void aGatewayWithADefectKeepsNoSession() {
    close(session(), CloseReason.INTERNAL_ERROR, 0);

    assertThat(connectOf(redial()).hasResume()).isFalse();
  }

  @Test
  void everyOtherReconnectingCloseKeepsTheClaim() {
    HandLink first = session();
    close(first, CloseReason.MOVED, 0);
    HandLink second = redial();
    assertThat(connectOf(second).getResume()).isEqualTo(claim(TOKEN, 0));

    close(second, CloseReason.TOKEN_EXPIRED, 0); // in answer to CONNECT
    assertThat(connectOf(redial()).getResume()).isEqualTo(claim(TOKEN, 0));
  }

  @Test
  void goAwayReplacesTheTokenAndTheNewConnectionResumes() {
    HandLink old = session();
    push(old, 1, 11);
    GoAway goAway = GoAway.newBuilder().setResumeToken(token("from goaway")).build();
    received(old, out -> FrameWriter.control(out, FrameType.GOAWAY, goAway.toByteArray()));
    old.written();

    HandLink next = redial();

    assertThat(old.written()).containsExactly("DOWNSTREAM_ACK 1", "CLOSE 3011");
    assertThat(connectOf(next).getResume()).isEqualTo(claim(token("from goaway"), 1));
    resumed(next, "fresh");
    push(next, 2, 12);
    assertThat(pushes).containsExactly(11L, 12L);
  }

  @Test
  void aSecondGoAwayReplacesTheTokenWhileTheClientIsOnItsWay() {
    HandLink old = session();
    for (String text : new String[] {"one", "two"}) {
      GoAway goAway = GoAway.newBuilder().setResumeToken(token(text)).build();
      received(old, out -> FrameWriter.control(out, FrameType.GOAWAY, goAway.toByteArray()));
    }

    assertThat(connectOf(redial()).getResume().getToken()).isEqualTo(token("two"));
  }

  @Test
  void aResumeThatNobodyAskedForIsAViolation() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();
    link.written();

    connected(link, facts(SESSION, TOKEN).setResumed(true).build());

    assertThat(link.written()).containsExactly("CLOSE 3500");
    assertThat(news).last().asString().contains("(expected: none was claimed)");
  }

  @Test
  void aResumeOfAnotherSessionIsAViolation() {
    HandLink second = reconnect(session());

    connected(second, facts(bytes(16, 'x'), TOKEN).setResumed(true).build());

    assertThat(second.written()).contains("CLOSE 3500");
  }

  @Test
  void aTokenBeyondItsBoundIsAViolation() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();

    connected(link, facts(SESSION, bytes(Resumption.MAX_TOKEN_BYTES + 1, 'x')).build());

    assertThat(news).last().asString().contains("resume token: 257 bytes (expected: <= 256)");
  }

  @Test
  void aGatewayWithoutTokensKeepsNoSession() {
    HandLink first = live();

    assertThat(connectOf(reconnect(first)).hasResume()).isFalse();
  }

  @Test
  void acknowledgementsRightAfterResumingCountForWhatWasSentBefore() {
    HandLink first = session();
    offer(3);
    HandLink second = reconnect(first);
    resumed(second, "fresh", out -> FrameWriter.upstreamAck(out, 1, 2));

    assertThat(second.written()).containsExactly("UPSTREAM 1/3 again");
    offer(1);
    assertThat(second.written()).containsExactly("UPSTREAM 1/4");
  }

  @Test
  void anAcknowledgementOfAllLeavesNothingToSendAgain() {
    HandLink first = session();
    offer(3);
    HandLink second = reconnect(first);

    resumed(second, "fresh", out -> FrameWriter.upstreamAck(out, 1, 3));

    assertThat(second.written()).isEmpty();
    assertThat(lanes.isEmpty()).isTrue();
  }

  @Test
  void anAcknowledgementBeyondWhatWasEverSentIsAViolationStill() {
    HandLink first = session();
    offer(3);
    HandLink second = reconnect(first);

    resumed(second, "fresh", out -> FrameWriter.upstreamAck(out, 1, 4));

    assertThat(second.written()).contains("CLOSE 3500");
  }

  /** Connected for the first time, under {@link #SESSION}. */
  private HandLink session() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();
    connected(link, facts(SESSION, TOKEN).build());
    now += SECONDS.toNanos(60);
    return link;
  }

  /** The connection is cut; the next one has sent its CONNECT. */
  private HandLink reconnect(HandLink old) {
    lifecycle.lost(old, "reset", now);
    return redial();
  }

  private void resumed(HandLink link, String token) {
    resumed(link, token, out -> {});
  }

  /** CONNECTED and what comes right behind it; what the client had written is forgotten. */
  private void resumed(HandLink link, String token, Consumer<ByteBuf> behind) {
    link.written();
    Connected facts = facts(SESSION, token(token)).setResumed(true).build();
    received(
        link,
        out -> {
          FrameWriter.control(out, FrameType.CONNECTED, facts.toByteArray());
          behind.accept(out);
        });
  }

  private static Connect connectOf(HandLink link) {
    link.written();
    return link.connects.get(0);
  }

  private static Connected.Builder facts(ByteString session, ByteString token) {
    return Connected.newBuilder()
        .setHeartbeatMillis(300_000)
        .setSession(session)
        .setResumeToken(token);
  }

  private static Resume claim(ByteString token, long after) {
    return Resume.newBuilder()
        .setSession(SESSION)
        .setToken(token)
        .setLastDownstreamSeq(after)
        .build();
  }

  private static ByteString token(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static ByteString bytes(int length, char of) {
    return ByteString.copyFromUtf8(String.valueOf(of).repeat(length));
  }
}
