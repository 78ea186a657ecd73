package io.drawbridge.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.TestSessions;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.session.ResumeKeys;
import io.drawbridge.gateway.session.ResumeTokens;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.Limits;
import io.drawbridge.proto.client.v1.Resume;
import io.drawbridge.proto.peer.v1.TakeRequest;
import io.drawbridge.proto.peer.v1.TakeResponse;
import io.drawbridge.proto.peer.v1.TakenRequest;
import io.drawbridge.proto.peer.v1.TakenResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dials of one user that come faster than the loops of its earlier sessions close them. */
final class AttachTest {
  private static final GatewayId OWN = new GatewayId("europe", "gw-1");
  private static final Duration GRACE = Duration.ofMinutes(5);

  /** Time for AUTH, and for clocks that differ. */
  private static final int AUTH_AND_SKEW_SECONDS = 120;

  private static final UserKey ALICE = new UserKey("default", "alice");

  private final SessionIndex sessions = new SessionIndex();
  private final ResumeKeys resumeKeys = ResumeKeys.random(new SecureRandom());
  private final ResumeTokens resumeTokens =
      new ResumeTokens(() -> resumeKeys, Duration.ofDays(1), InstantSource.system());
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final NoOthers others = new NoOthers();
  private DoorState state = DoorState.OPEN;
  private Attach attach;

  @BeforeEach
  void start() throws Exception {
    TokenKeys keys = TokenKeys.parse("test", TestTokens.keySet());
    Tombstones tombstones = new Tombstones(Duration.ofSeconds(60), System::nanoTime);
    SessionLedger ledger =
        new SessionLedger(
            sessions, tombstones, new Nowhere(), new NoFeeds(), (session, message) -> {});
    attach =
        new Attach(
            new Attach.Parts(
                OWN,
                new TokenVerifier(
                    () -> keys,
                    () -> {},
                    new Revocations(sessions, InstantSource.system()),
                    InstantSource.system()),
                resumeTokens,
                sessions,
                tombstones,
                others,
                new Nowhere(),
                new Welcome(Duration.ofSeconds(60), Limits.getDefaultInstance(), app -> List.of()),
                resumes -> state,
                loop -> TestSessions.place(loop, ledger),
                new ResumeCounts()),
            new AttachSettings(GRACE, 1),
            InstantSource.system(),
            System::nanoTime);
  }

  @AfterEach
  void releaseWhatWasWritten() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @Test
  void theNewestDialReplacesEveryEarlierOne() {
    dial(1, 1);
    dial(1, 2);
    dial(1, 3);
    channels.forEach(EmbeddedChannel::runPendingTasks);

    assertThat(sessions.of(ALICE)).extracting(Session::connectNumber).containsExactly(3);
  }

  @Test
  void aUserNeverKeepsMoreSessionsThanAllowed() {
    for (int epoch = 1; epoch <= AttachSettings.SESSIONS_OF_A_USER + 5; epoch++) {
      dial(epoch, 1);
    }
    channels.forEach(EmbeddedChannel::runPendingTasks);

    assertThat(sessions.of(ALICE))
        .hasSize(AttachSettings.SESSIONS_OF_A_USER)
        .first()
        .extracting(session -> session.instance().epoch())
        .isEqualTo(6L);
  }

  @Test
  void comesBackWithATokenThatHasBeenOverForLessThanTheGraceTime() {
    dial(1, 1);
    Session session = sessions.of(ALICE).getFirst();

    dial(resuming(session, 2, GRACE.minusSeconds(10)));

    assertThat(sessions.of(ALICE)).containsExactly(session);
    assertThat(session.connectNumber()).isEqualTo(2);

    session.swept(KeepAliveSweep.seconds(System::nanoTime) + AUTH_AND_SKEW_SECONDS + 5);
    assertThat(session.isDetached()).as("no AUTH came").isTrue();
  }

  @Test
  void doesNotComeBackWithATokenThatHasBeenOverForLonger() {
    dial(1, 1);
    Session session = sessions.of(ALICE).getFirst();

    dial(resuming(session, 2, GRACE.plusSeconds(10)));

    assertThat(session.connectNumber()).isEqualTo(1);
    assertThat(session.isOpen()).isTrue();
  }

  /** Two sessions of one client would live on at two gateways. */
  @Test
  void aDialThatIsOvertakenOnItsWayToTheSessionsLoopDoesNotBegin() {
    dial(1, 1);
    Session session = sessions.of(ALICE).getFirst();

    dial(resuming(session, 2), () -> goesTo("gw-2", session, 3));

    assertThat(sessions.of(ALICE)).isEmpty();
    assertThat(others.asked).isEmpty();
    assertThat(channels.getLast().isOpen()).isFalse();
  }

  @Test
  void aLaterDialFollowsASessionThatLeavesBeforeIt() {
    dial(1, 1);
    Session session = sessions.of(ALICE).getFirst();

    dial(resuming(session, 4), () -> goesTo("gw-2", session, 3));

    assertThat(others.asked).containsExactly("gw-2");
  }

  /** Who dials again at once then does it once a second. */
  @Test
  void whoComesTooFastIsToldAfterAMoment() {
    state = new DoorState(GoAway.getDefaultInstance(), "too many (expected: fewer)", true);
    dial(1, 1);
    EmbeddedChannel held = channels.getFirst();
    assertThat(held.isOpen()).isTrue();
    assertThat(outOf(held)).isZero();

    dial(2, 1);
    assertThat(channels.getLast().isOpen()).as("one more than are held").isFalse();

    held.advanceTimeBy(HeldRefusals.HELD_MILLIS, TimeUnit.MILLISECONDS);
    held.runPendingTasks();
    assertThat(held.isOpen()).isFalse();
    assertThat(outOf(held)).isPositive();

    dial(3, 1);
    assertThat(channels.getLast().isOpen()).as("there is a place again").isTrue();
    assertThat(sessions.size()).isZero();
  }

  private static int outOf(EmbeddedChannel channel) {
    ByteBuf out = channel.readOutbound();
    int bytes = out == null ? 0 : out.readableBytes();
    ReferenceCountUtil.release(out);
    return bytes;
  }

  private static void goesTo(String gateway, Session session, int connectNumber) {
    assertThat(session.give(gateway, connectNumber)).isTrue();
    assertThat(session.taken(gateway, connectNumber)).isTrue();
  }

  private Connect resuming(Session session, int connectNumber) {
    return resuming(session, connectNumber, Duration.ofSeconds(1));
  }

  private Connect resuming(Session session, int connectNumber, Duration overFor) {
    ByteString token =
        resumeTokens.issue(session.id(), session.instance(), OWN.region(), OWN.gateway());
    return connect(1, connectNumber)
        .setToken(TestTokens.expiredFor("default", "alice", overFor))
        .setResume(Resume.newBuilder().setSession(session.id().bytes()).setToken(token))
        .build();
  }

  private void dial(long epoch, int connectNumber) {
    dial(connect(epoch, connectNumber).build());
  }

  private void dial(Connect connect) {
    dial(connect, () -> {});
  }

  /** {@code onTheWay}: happens while the socket moves to the loop of the session. */
  private void dial(Connect connect, Runnable onTheWay) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channels.add(channel);
    attach.connect(new Arriving(TestSessions.connection(channel), onTheWay), connect);
    channel.runPendingTasks();
  }

  private static Connect.Builder connect(long epoch, int connectNumber) {
    return Connect.newBuilder()
        .setProtocolVersion(1)
        .setToken(TestTokens.valid("default", "alice"))
        .setDevice("phone")
        .setEpoch(epoch)
        .setConnectNumber(connectNumber);
  }

  private record Arriving(Connection connection, Runnable onTheWay) implements Arrival {
    @Override
    public void moveTo(Loop loop, Consumer<Arrival> there) {
      onTheWay.run();
      there.accept(this);
    }

    @Override
    public void attached(Session session) {}
  }

  private static final class NoOthers implements Takes {
    @Override
    public boolean hasOtherProcess() {
      return false;
    }

    private final List<String> asked = new ArrayList<>();

    @Override
    public CompletionStage<TakeResponse> take(String gateway, TakeRequest request) {
      asked.add(gateway);
      return CompletableFuture.failedFuture(new IllegalStateException("no other gateway"));
    }

    @Override
    public CompletionStage<TakenResponse> taken(String gateway, TakenRequest request) {
      return CompletableFuture.failedFuture(new IllegalStateException("no other gateway"));
    }
  }

  private static final class NoFeeds implements SessionLedger.Feeds {
    @Override
    public void feed(Session session) {}

    @Override
    public void forget(Session session) {}
  }

  private static final class Nowhere implements SessionPlaces {
    @Override
    public CompletionStage<Placed> enter(Session session) {
      return CompletableFuture.completedFuture(Placed.WRITTEN);
    }

    @Override
    public void leave(Session session) {}
  }
}
