package io.drawbridge.gateway.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.TestSessions;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.session.DetachedSessions;
import io.drawbridge.gateway.session.HandedSessions;
import io.drawbridge.gateway.session.KeptMessages;
import io.drawbridge.gateway.session.LaneStates;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionListener;
import io.drawbridge.gateway.session.SessionPlace;
import io.drawbridge.gateway.session.SessionTimes;
import io.drawbridge.gateway.websocket.WebSocketUpgrade;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.HandedSession;
import io.drawbridge.proto.handover.v1.HandedTombstone;
import io.drawbridge.wire.CloseReason;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is given the recorded state, and hands it on at once, hands on the same bytes. */
final class HandedStateTest {
  private static final long NOW_NANOS = Duration.ofHours(3).toNanos();

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private Connection connection;
  private SessionPlace place;

  @BeforeEach
  void start() {
    connection = TestSessions.connection(channel);
    place =
        new SessionPlace(
            connection.loop(),
            new DetachedSessions(new DetachedSessions.Bounds(60, 100, 1 << 20)),
            KeptMessages.wide(),
            LaneStates.ALL_ADMITTED,
            new SessionTimes(60, 60),
            () -> NOW_NANOS,
            new Nobody());
  }

  @AfterEach
  void stop() {
    channel.finishAndReleaseAll();
  }

  @Test
  void aConnectedSession() throws Exception {
    HandedSession handed = only("batch-connected");
    Session session = new Session(HandedSessions.who(handed).orElseThrow(), handed, place);
    session.adopted(Optional.of(connection), 0);
    WebSocketUpgrade.goOn(channel.pipeline(), handed.getConnection().getWebSocket());

    HandedSession.Builder again = hand(session);

    var webSocket = WebSocketUpgrade.leave(channel.pipeline()).orElseThrow();
    again.setConnection(handed.getConnection().toBuilder().setWebSocket(webSocket));
    assertThat(again.build().toByteString()).isEqualTo(handed.toByteString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch-detached", "batch-standing"})
  void aSessionWhoseClientIsAway(String name) throws Exception {
    HandedSession handed = only(name);
    Session session = new Session(HandedSessions.who(handed).orElseThrow(), handed, place);
    session.adopted(Optional.empty(), handed.getDetachedSeconds());

    HandedSession.Builder again = hand(session);

    assertThat(again.build().toByteString()).isEqualTo(handed.toByteString());
  }

  private static HandedSession.Builder hand(Session session) {
    assertThat(session.leave()).isTrue();
    assertThat(session.isSettled()).isTrue();
    return session.hand();
  }

  @Test
  void aTombstone() throws Exception {
    HandedTombstone handed =
        FromPredecessor.parseFrom(GoldenMessages.golden("batch-tombstones"))
            .getBatch()
            .getTombstones(0);

    var tombstone = HandedSessions.tombstone(handed, NOW_NANOS).orElseThrow();

    assertThat(HandedSessions.of(tombstone, NOW_NANOS).toByteString())
        .isEqualTo(handed.toByteString());
  }

  private static HandedSession only(String name) throws Exception {
    return FromPredecessor.parseFrom(GoldenMessages.golden(name)).getBatch().getSessions(0);
  }

  private static final class Nobody implements SessionListener {
    @Override
    public void sessionEnded(Session session, CloseReason reason) {}

    @Override
    public void sessionMoved(Session session, String gateway, int connectNumber) {}

    @Override
    public void sessionHandedOver(Session session) {}

    @Override
    public void endHandedOver(Session session, Close message) {}

    @Override
    public void mayFeed(Session session) {}
  }
}
