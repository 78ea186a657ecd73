package io.drawbridge.gateway.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.TestSessions;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.directory.Directory;
import io.drawbridge.gateway.directory.DirectoryEntry;
import io.drawbridge.gateway.directory.DirectoryListener;
import io.drawbridge.gateway.directory.DirectorySettings;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.directory.HomeDirectories;
import io.drawbridge.gateway.peer.Marks;
import io.drawbridge.gateway.peer.PeerLines;
import io.drawbridge.gateway.peer.PeerRequests;
import io.drawbridge.gateway.peer.PeerTable;
import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionId;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.SessionListener;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.PushMode;
import io.drawbridge.proto.business.v1.SessionFate;
import io.drawbridge.proto.business.v1.SessionTarget;
import io.drawbridge.proto.business.v1.Target;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.peer.v1.DirectoryMark;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import io.drawbridge.wire.CloseReason;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PushRouterTest {
  private static final long EPOCH = 7;

  private final SessionIndex sessions = new SessionIndex();
  private final Tombstones tombstones = new Tombstones(Duration.ofSeconds(60), System::nanoTime);
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final PeerTable table = new PeerTable();
  private final PeerLines lines =
      new PeerLines("gw-1", "local-1", table, eventLoops, (hop, mark) -> {}, System::nanoTime);
  private final Directory directory =
      Directory.start(
          "redis://127.0.0.1:1", DirectorySettings.DEFAULT, new Deaf(), System::nanoTime);
  private final HomeDirectories homes =
      new HomeDirectories(
          "local-1", List.of(), lines::ask, new Deaf(), Duration.ofSeconds(1), Runnable::run);
  private final Marks marks =
      new Marks("local-1", List.of(), table, DirectoryMark::getDefaultInstance, System::nanoTime);
  private final LocalDelivery local = new LocalDelivery(System::nanoTime, () -> false);
  private final PushRouter router =
      new PushRouter(
          new PushRouter.Parts(sessions, tombstones, directory, homes, marks),
          local,
          new RemoteDelivery(
              new GatewayId("local-1", "gw-1"),
              sessions,
              tombstones,
              directory,
              homes,
              lines,
              local),
          System::nanoTime);

  @AfterEach
  void stop() {
    directory.close();
    var _ = eventLoops.shutdownGracefully();
  }

  @Test
  void aPushToASessionThatIsOverDoesNotDenyTheUsersPresentOne() {
    sessions.add(session("alice"));
    Fates told = new Fates();

    router.deliver(forwarded("alice"), told);

    // "Not here" would make the sender remove the directory's entry of the present session.
    assertThat(told.notHere).isZero();
    assertThat(told.fates).containsExactly(List.of());
  }

  @Test
  void saysThatAUserWithoutASessionIsNotHere() {
    sessions.add(session("alice"));

    Fates told = new Fates();
    router.deliver(forwarded("bob"), told);

    assertThat(told.notHere).isOne();
    assertThat(told.fates).isEmpty();
  }

  private static Session session(String user) {
    Session.Who who =
        new Session.Who(
            SessionId.random(new SecureRandom()),
            new ClientInstance(new UserKey("default", user), "phone", EPOCH),
            Optional.empty());
    Connection connection = TestSessions.connection(new EmbeddedChannel());
    return new Session(
        who,
        Connect.newBuilder().setConnectNumber(1).build(),
        connection,
        TestSessions.place(connection.loop(), new NoListener()));
  }

  /** To a session id that nobody has. */
  private static ForwardedPush forwarded(String user) {
    ByteString nobody = ByteString.copyFrom(new byte[16]);
    Target target =
        Target.newBuilder()
            .setSession(SessionTarget.newBuilder().setUser(user).setSession(nobody))
            .build();
    return ForwardedPush.newBuilder()
        .setApp("default")
        .addEpochs(EPOCH)
        .setPush(PushMessage.newBuilder().setId(nobody).setMode(PushMode.ACKED).setTarget(target))
        .build();
  }

  private static final class Fates implements PeerRequests.FateListener {
    private final List<List<SessionFate>> fates = new ArrayList<>();
    private int notHere;

    @Override
    public void fates(List<SessionFate> told) {
      fates.add(told);
    }

    @Override
    public void notHere() {
      notHere++;
    }
  }

  private static final class NoListener implements SessionListener {
    @Override
    public void sessionHandedOver(Session session) {}

    @Override
    public void endHandedOver(Session session, Close message) {}

    @Override
    public void sessionEnded(Session session, CloseReason reason) {}

    @Override
    public void sessionMoved(Session session, String gateway, int connectNumber) {}

    @Override
    public void mayFeed(Session session) {}
  }

  private static final class Deaf implements DirectoryListener {
    @Override
    public void reassert(Duration spread) {}

    @Override
    public void reassertCopies(String home, Duration spread) {}

    @Override
    public void superseded(DirectoryEntry ours, DirectoryEntry current) {}
  }
}
