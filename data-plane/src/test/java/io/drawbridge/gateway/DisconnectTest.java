package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.directory.RedisServer;
import io.drawbridge.proto.business.v1.DisconnectRequest;
import io.drawbridge.proto.business.v1.LocateRequest;
import io.drawbridge.proto.business.v1.Location;
import io.drawbridge.proto.business.v1.PushGrpc;
import io.drawbridge.proto.business.v1.PushGrpc.PushBlockingV2Stub;
import io.drawbridge.proto.business.v1.SessionTarget;
import io.drawbridge.proto.business.v1.UserDevice;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.RegionDoor;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One gateway in asia, which the business asks; two in europe, one of them behind the other. */
@Timeout(60)
class DisconnectTest {
  private static final List<String> REGIONS = List.of("asia", "europe");

  @TempDir private static Path directory;
  private static RedisServer asiaRedis;
  private static RedisServer europeRedis;
  private static TestGateway asia;
  private static TestGateway door;
  private static TestGateway behind;
  private static CuttableWire toEurope;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws Exception {
    asiaRedis = RedisServer.start();
    europeRedis = RedisServer.start();
    asia = gateway("asia", asiaRedis);
    door = gateway("europe", europeRedis);
    behind = gateway("europe", europeRedis);
    toEurope = new CuttableWire(door.grpcPort);
    asia.named(PeerList.newBuilder().addDoors(doorOf("europe", toEurope.port())).build());
    door.named(peers(behind));
    behind.named(peers(door));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", asia.grpcPort).usePlaintext().build();
  }

  /** Also after a test that has cut the wire; eight users, for the home of one may be near. */
  @BeforeEach
  void everybodyIsHeard() {
    await("both regions are heard, and Redis is trusted")
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(StatusException.class)
        .untilAsserted(() -> {
          for (int i = 0; i < 8; i++) {
            assertThat(located("nobody-" + i)).isEmpty();
            assertThat(disconnect(request().setUser("nobody-" + i))).isZero();
          }
        });
  }

  @AfterAll
  static void stop() throws Exception {
    channel.shutdownNow();
    for (AutoCloseable part : List.of(asia, door, behind, toEurope, asiaRedis, europeRedis)) {
      part.close();
    }
  }

  private static TestGateway gateway(String region, RedisServer redis) throws Exception {
    return TestGateway.in(region, REGIONS, directory, redis);
  }

  private static PeerList peers(TestGateway sibling) {
    return PeerList.newBuilder()
        .addGateways(sibling.peer())
        .addDoors(doorOf("asia", asia.grpcPort))
        .build();
  }

  private static RegionDoor doorOf(String region, int port) {
    return RegionDoor.newBuilder().setRegion(region).addGrpcAddresses("127.0.0.1:" + port).build();
  }

  @Test
  void endsAUsersSessionsOnEveryGatewayOfEveryRegion() throws Exception {
    try (RawClient here = asia.connected("alice");
        RawClient atTheDoor = door.connected("alice");
        RawClient farAway = behind.connected("alice");
        RawClient bob = behind.connected("bob")) {
      awaitLocated("alice", 3);
      assertThat(disconnect(request().setUser("alice").setText("bye"))).isEqualTo(3);

      for (RawClient client : List.of(here, atTheDoor, farAway)) {
        Close close = client.expectClose();
        assertThat(close.getCode()).isEqualTo(3600);
        assertThat(close.getText()).isEqualTo("bye");
      }
      bob.frame(out -> FrameWriter.empty(out, FrameType.PING));
      bob.expect(FrameType.PONG);
      assertThat(disconnect(request().setUser("alice"))).isZero();
    }
  }

  @Test
  void endsTheSessionsOfOneDevice() throws Exception {
    Connect tablet = TestGateway.connect("carol").setDevice("tablet").build();
    try (RawClient phone = behind.connected("carol");
        RawClient other = behind.client()) {
      other.connect(tablet);

      DisconnectRequest.Builder request =
          request().setDevice(UserDevice.newBuilder().setUser("carol").setDevice("tablet"));
      assertThat(disconnect(request)).isEqualTo(1);

      other.expectClose();
      phone.frame(out -> FrameWriter.empty(out, FrameType.PING));
      phone.expect(FrameType.PONG);
    }
  }

  @Test
  void endsOneSession() throws Exception {
    try (RawClient first = behind.client();
        RawClient second = door.connected("dave")) {
      Connected session = first.connect(TestGateway.connect("dave").build());

      DisconnectRequest.Builder request =
          request()
              .setSession(
                  SessionTarget.newBuilder().setUser("dave").setSession(session.getSession()));
      awaitLocated("dave", 2);
      assertThat(disconnect(request)).isEqualTo(1);

      first.expectClose();
      second.frame(out -> FrameWriter.empty(out, FrameType.PING));
      second.expect(FrameType.PONG);
    }
  }

  @Test
  void endsASessionWhoseClientIsAway() throws Exception {
    behind.connected("erin").close();
    await().until(() -> !located("erin").isEmpty());

    assertThat(disconnect(request().setUser("erin"))).isEqualTo(1);
    await().until(() -> located("erin").isEmpty());
  }

  @Test
  void saysWhoCouldNotBeAskedAndDoesTheRest() throws Exception {
    try (RawClient here = asia.connected("frank");
        RawClient farAway = behind.connected("frank")) {
      awaitLocated("frank", 2);
      toEurope.cut();
      try {
        assertThatThrownBy(() -> disconnect(request().setUser("frank")))
            .isInstanceOf(StatusException.class)
            .hasMessageStartingWith("UNAVAILABLE: sessions ended: 1; not for certain all: ")
            .hasMessageContaining("europe");
        here.expectClose();
      } finally {
        toEurope.mend();
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(StatusException.class)
          .until(() -> disconnect(request().setUser("frank")) <= 1); // 0: the first came late
      farAway.expectClose();
    }
  }

  @Test
  void listsSessionsWithTheirGateways() throws Exception {
    try (RawClient here = asia.client();
        RawClient farAway = behind.connected("gina")) {
      Connected session = here.connect(TestGateway.connect("gina").build());

      awaitLocated("gina", 2);
      assertThat(located("gina"))
          .extracting(Location::getRegion, Location::getGateway, Location::getSession)
          .containsExactlyInAnyOrder(
              tuple("asia", "gw-" + asia.grpcPort, session.getSession()),
              tuple("europe", "gw-" + behind.grpcPort, ByteString.EMPTY));
      assertThat(farAway.hasBytes()).isFalse();
    }
  }

  @Test
  void refusesWhatIsNoOrder() {
    assertInvalid(request().setUser("a").setCode(3499), "code: 3499 (expected: 3500 to 3999)");
    assertInvalid(request().setUser("a").setCode(4000), "code: 4000 (expected: 3500 to 3999)");
    assertInvalid(request(), "target: missing (expected: a user, a device or a session)");
    assertInvalid(request().setUser(""), "user: 0 bytes (expected: 1 to 128)");
    assertInvalid(request().setUser("a").setApp(""), "app: 0 bytes (expected: 1 to 128)");
    assertInvalid(
        request().setSession(SessionTarget.newBuilder().setUser("a")),
        "session: 0 bytes (expected: 16)");
    assertInvalid(
        request().setUser("a").setText("t".repeat(1025)), "text: 1025 bytes (expected: <= 1024)");
  }

  /** A client is CONNECTED before other regions know of it. */
  private static void awaitLocated(String user, int sessions) {
    await().until(() -> located(user).size() == sessions);
  }

  private static void assertInvalid(DisconnectRequest.Builder request, String problem) {
    assertThatThrownBy(() -> disconnect(request))
        .isInstanceOfSatisfying(
            StatusException.class,
            refused -> {
              assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(refused.getStatus().getDescription()).isEqualTo(problem);
            });
  }

  private static DisconnectRequest.Builder request() {
    return DisconnectRequest.newBuilder().setApp("default").setCode(3600);
  }

  private static LocateRequest locate(String user) {
    return LocateRequest.newBuilder().setApp("default").setUser(user).build();
  }

  private static List<Location> located(String user) throws StatusException {
    return business().locate(locate(user)).getSessionsList();
  }

  private static int disconnect(DisconnectRequest.Builder request) throws StatusException {
    return business().disconnect(request.build()).getSessions();
  }

  private static PushBlockingV2Stub business() {
    return PushGrpc.newBlockingV2Stub(channel);
  }
}
