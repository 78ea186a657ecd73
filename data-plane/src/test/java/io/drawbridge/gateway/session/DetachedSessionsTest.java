package io.drawbridge.gateway.session;

import static io.drawbridge.gateway.session.KeptMessages.OVERHEAD_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.TestSessions;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.session.DetachedSessions.Bounds;
import io.drawbridge.gateway.session.PushItem.Fate;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.PushId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DetachedSessionsTest {
  private static final int GRACE_SECONDS = 60;
  private static final int MAX_BYTES = 1_000;

  private final DetachedSessions detached =
      new DetachedSessions(new Bounds(GRACE_SECONDS, 3, MAX_BYTES));
  private final KeptMessages kept = KeptMessages.wide();
  private final List<Long> ended = new ArrayList<>();
  private final List<Fate> fates = new ArrayList<>();
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private long nowSeconds;

  @AfterEach
  void release() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @Test
  void waitForTheirClientsForTheGraceTime() {
    left(1, 0);
    nowSeconds = 10;
    left(2, 0);

    detached.sweep(GRACE_SECONDS - 1);
    assertThat(ended).isEmpty();
    detached.sweep(GRACE_SECONDS);
    assertThat(ended).containsExactly(1L);
    assertThat(detached.size()).isEqualTo(1);
  }

  @Test
  void theLeastImportantGoesFirstAndOfTheseTheOneThatWasLeftLongestAgo() {
    left(1, 0);
    left(2, 3);
    left(3, 3);
    left(4, 1);
    left(5, 1);

    assertThat(ended).containsExactly(2L, 3L);
    assertThat(detached.size()).isEqualTo(3);
  }

  @Test
  void holdABoundedNumberOfBytes() {
    left(1, 3);
    Session second = left(2, 0);
    push(second, MAX_BYTES / 2);
    assertThat(ended).isEmpty();
    assertThat(detached.bytes()).isEqualTo(MAX_BYTES / 2 + OVERHEAD_BYTES);

    push(second, MAX_BYTES);

    assertThat(ended).containsExactly(1L, 2L);
    assertThat(kept.bytes()).isZero();
    assertThat(detached.bytes()).isZero();
    assertThat(detached.size()).isZero();
  }

  @Test
  void aPushIsHeldOnceAndItsFateAskedFor() {
    Session session = left(1, 0);
    push(session, 10);
    push(session, 10);

    assertThat(fates).containsExactly(Fate.HELD, Fate.HELD);
    assertThat(detached.bytes()).isEqualTo(10 + OVERHEAD_BYTES);
  }

  /** A session with a service of this tier whose client has gone. */
  private Session left(long epoch, int tier) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channels.add(channel);
    Connection connection = TestSessions.connection(channel);
    Session.Who who =
        new Session.Who(
            new SessionId(epoch, epoch),
            new ClientInstance(new UserKey("default", "alice"), "phone", epoch),
            Optional.empty());
    SessionPlace place =
        new SessionPlace(
            connection.loop(),
            detached,
            kept,
            LaneStates.ALL_ADMITTED,
            new SessionTimes(60, 60),
            () -> TimeUnit.SECONDS.toNanos(nowSeconds),
            new Ends());
    Connect connect = Connect.newBuilder().setConnectNumber(1).build();
    Session session = new Session(who, connect, connection, place);
    session.uses(tier);
    session.connected(connect, new byte[0]);
    connection.socketGone();
    return session;
  }

  private void push(Session session, int bytes) {
    session.push(
        new PushItem(
            new PushId(bytes, bytes),
            ByteString.copyFrom(new byte[bytes]),
            true,
            Long.MAX_VALUE,
            null,
            (id, fate, movedTo) -> fates.add(fate)));
  }

  private final class Ends implements SessionListener {
    @Override
    public void sessionHandedOver(Session session) {}

    @Override
    public void endHandedOver(Session session, Close message) {}

    @Override
    public void sessionEnded(Session session, CloseReason reason) {
      ended.add(session.instance().epoch());
    }

    @Override
    public void sessionMoved(Session session, String gateway, int connectNumber) {}

    @Override
    public void mayFeed(Session session) {}
  }
}
