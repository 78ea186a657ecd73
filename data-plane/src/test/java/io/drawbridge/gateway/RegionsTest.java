package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.RawClient.Received;
import io.drawbridge.gateway.directory.RedisServer;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.RegionDoor;
import io.drawbridge.ranking.HomeRegions;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One gateway in asia, two in europe, a Redis in each region, and a wire between the regions that
 * can be cut. The business pushes at asia's gateway.
 */
@Timeout(60)
final class RegionsTest {
  private static final List<String> REGIONS = List.of("asia", "europe");
  private static final HomeRegions HOMES = new HomeRegions(REGIONS);
  private static final AtomicLong PUSHES = new AtomicLong();

  @TempDir private static Path directory;
  private static RedisServer asiaRedis;
  private static RedisServer europeRedis;
  private static TestGateway asia;
  private static TestGateway door;
  private static TestGateway behind;
  private static CuttableWire toEurope;
  private static CuttableWire toAsia;
  private static Pusher pusher;

  @BeforeAll
  static void start() throws Exception {
    asiaRedis = RedisServer.start();
    europeRedis = RedisServer.start();
    asia = gateway("asia", asiaRedis);
    door = gateway("europe", europeRedis);
    behind = gateway("europe", europeRedis);
    toEurope = new CuttableWire(door.grpcPort);
    toAsia = new CuttableWire(asia.grpcPort);
    asia.named(PeerList.newBuilder().addDoors(door("europe", toEurope)).build());
    door.named(
        PeerList.newBuilder().addGateways(behind.peer()).addDoors(door("asia", toAsia)).build());
    behind.named(
        PeerList.newBuilder().addGateways(door.peer()).addDoors(door("asia", toAsia)).build());
    pusher = new Pusher(asia.grpcPort);
    await("both regions are heard, and Redis is trusted")
        .atMost(Duration.ofSeconds(20))
        .until(() -> outcomes("nobody").equals(List.of(Outcome.OFFLINE)));
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part :
        List.of(pusher, asia, door, behind, toEurope, toAsia, asiaRedis, europeRedis)) {
      part.close();
    }
  }

  private static TestGateway gateway(String region, RedisServer redis) throws Exception {
    return TestGateway.in(region, REGIONS, directory, redis);
  }

  private static RegionDoor door(String region, CuttableWire wire) {
    return RegionDoor.newBuilder()
        .setRegion(region)
        .addGrpcAddresses("127.0.0.1:" + wire.port())
        .build();
  }

  @Test
  void reachesAUserInAnotherRegionWhoseHomeIsThere() throws Exception {
    try (RawClient client = behind.connected(userOf("europe", 1))) {
      delivers(client, userOf("europe", 1));
    }
  }

  @Test
  void reachesAUserInAnotherRegionWhoseHomeIsHere() throws Exception {
    try (RawClient client = behind.connected(userOf("asia", 2))) {
      delivers(client, userOf("asia", 2));
    }
  }

  @Test
  void reachesAUserAtTheDoorItself() throws Exception {
    try (RawClient client = door.connected(userOf("europe", 3))) {
      delivers(client, userOf("europe", 3));
    }
  }

  @Test
  void deliversToSessionsInBothRegionsAndAnswersForBoth() throws Exception {
    String user = userOf("europe", 4);
    try (RawClient here = asia.connected(user);
        RawClient there = behind.connected(user)) {
      long push = push(user);
      acknowledge(here);
      acknowledge(there);

      assertThat(pusher.outcomes(push)).containsExactly(Outcome.DELIVERED, Outcome.DELIVERED);
    }
  }

  @Test
  void aUserWhoHasLeftTheOtherRegionIsOffline() throws Exception {
    String user = userOf("asia", 5);
    try (RawClient client = behind.connected(user)) {
      delivers(client, user);
    }
    await().until(() -> outcomes(user).equals(List.of(Outcome.OFFLINE)));
  }

  @Test
  void aSessionThatEndedWhileItsHomeWasOutOfReachIsForgottenThereLater() throws Exception {
    String user = userOf("asia", 6);
    RawClient client = behind.connected(user);
    delivers(client, user);
    toAsia.cut();
    client.close();
    mend();

    await("the entry is gone before anybody pushes").until(() -> !isIn(asiaRedis, user));
    await().until(() -> outcomes(user).equals(List.of(Outcome.OFFLINE)));
  }

  @Test
  void whileTheWireIsCutNobodyIsCalledOfflineAndOwnUsersAreServed() throws Exception {
    String there = userOf("europe", 7);
    String here = userOf("europe", 8);
    try (RawClient remote = behind.connected(there);
        RawClient local = asia.connected(here)) {
      delivers(remote, there);
      delivers(local, here);
      assertThat(heardByAsia()).isEqualTo("1.0");
      toEurope.cut();
      toAsia.cut();

      assertThat(outcomes(there)).isSubsetOf(Outcome.UNAVAILABLE, Outcome.UNKNOWN);
      await().until(() -> outcomes("nobody").equals(List.of(Outcome.UNAVAILABLE)));
      assertThat(outcomes(there)).containsExactly(Outcome.UNAVAILABLE);
      await().until(() -> heardByAsia().equals("0.0"));
      long push = push(here);
      acknowledge(local);
      assertThat(pusher.outcomes(push)).contains(Outcome.DELIVERED);
    } finally {
      mend();
    }
  }

  /** As its metrics say. */
  private static String heardByAsia() {
    String series = "drawbridge_gateway_region_heard{other_region=\"europe\"} ";
    return asia.metrics
        .text()
        .lines()
        .filter(line -> line.startsWith(series))
        .map(line -> line.substring(series.length()))
        .findFirst()
        .orElse("");
  }

  private static void mend() {
    toEurope.mend();
    toAsia.mend();
    await("the wires are used again")
        .atMost(Duration.ofSeconds(20))
        .until(() -> outcomes("nobody").equals(List.of(Outcome.OFFLINE)));
  }

  @Test
  void copiesComeBackAfterTheHomesRedisLostThem() throws Exception {
    String user = userOf("europe", 9);
    try (RawClient client = asia.connected(user);
        Pusher european = new Pusher(behind.grpcPort)) {
      delivers(client, user);
      europeRedis.kill();
      europeRedis.restartEmpty();

      await("asia writes its copies again")
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            long push = PUSHES.incrementAndGet();
            european.push(push, user, push, "hello");
            await().until(() -> european.isAnswered(push) || client.hasBytes());
            assertThat(european.isAnswered(push) ? european.outcomes(push) : List.of())
                .doesNotContain(Outcome.OFFLINE);
            return client.hasBytes();
          });
      assertThat(client.next().type()).isEqualTo(FrameType.DOWNSTREAM);
    }
  }

  /** Pushers find the user by the hash all the same. */
  @Test
  void aTokenMayNameTheHome() throws Exception {
    String user = userOf("europe", 10);
    Connect connect = TestGateway.connect(user, "asia").build();
    try (RawClient client = behind.client()) {
      client.connect(connect);

      await("a copy where the token says").until(() -> isIn(asiaRedis, user));
      delivers(client, user);
      try (Pusher european = new Pusher(door.grpcPort)) {
        long number = PUSHES.incrementAndGet();
        european.push(number, user, number, "hello");
        acknowledge(client);
        assertThat(european.outcomes(number)).containsExactly(Outcome.DELIVERED);
      }
    }
  }

  private static boolean isIn(RedisServer redis, String user) {
    return redis.ask(commands -> commands.exists("d:{default:" + user + "}")) == 1;
  }

  private static void delivers(RawClient client, String user) throws Exception {
    List<Outcome> told =
        await("the copy is at home, and every directory answers in time")
            .until(
                () -> outcomesOf(client, user),
                all -> !all.contains(Outcome.OFFLINE) && !all.contains(Outcome.UNAVAILABLE));
    assertThat(told).containsExactly(Outcome.DELIVERED);
  }

  /** Pushes, acknowledges what arrives, and answers what the business is told. */
  private static List<Outcome> outcomesOf(RawClient client, String user) throws Exception {
    long push = push(user);
    await().until(() -> pusher.isAnswered(push) || client.hasBytes());
    if (client.hasBytes()) {
      acknowledge(client);
    }
    return pusher.outcomes(push);
  }

  private static void acknowledge(RawClient client) throws Exception {
    Received push = client.expect(FrameType.DOWNSTREAM);
    client.frame(out -> FrameWriter.downstreamAck(out, push.seq()));
  }

  private static List<Outcome> outcomes(String user) {
    return pusher.outcomes(push(user));
  }

  private static long push(String user) {
    long number = PUSHES.incrementAndGet();
    pusher.push(number, user, number, "hello");
    return number;
  }

  /** The n-th user whose home is there. */
  private static String userOf(String home, int n) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "user-" + i)
        .filter(user -> HOMES.of("default", user).equals(home))
        .skip(n)
        .findFirst()
        .orElseThrow();
  }
}
