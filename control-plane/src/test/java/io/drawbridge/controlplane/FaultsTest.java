package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A region whose etcd or leader is lost goes on with what it knows. */
class FaultsTest {
  private final EtcdServer server = EtcdServer.startLocal();
  private final Coordination etcd = server.connect();

  @AfterEach
  void stop() {
    etcd.close();
    server.close();
  }

  @Test
  void withoutEtcdTheSnapshotStaysAndEverythingComesBackByItself() throws Exception {
    try (Replica replica = Replica.start("cp-1", server);
        FakeGateway one = new FakeGateway("gw-1", etcd, replica.grpcPort());
        FakeGateway two = new FakeGateway("gw-2", etcd, replica.grpcPort());
        FakeSubscriber subscriber = new FakeSubscriber(replica.grpcPort())) {
      await().until(() -> subscriber.weight("gw-1") > 0 && subscriber.weight("gw-2") > 0);

      server.kill();
      await("steps down").until(() -> health(replica).contains("\"leading\":false"));
      FleetSnapshot frozen = subscriber.newest();
      assertThat(replica.get("/api/v1/gateways").statusCode()).isEqualTo(200);
      assertThat(subscriber.weight("gw-1")).isPositive();

      two.draining();
      await("overlay").until(() -> subscriber.weight("gw-2") == 0);
      assertThat(subscriber.newest().getGeneration().getLeaderEpoch())
          .isEqualTo(frozen.getGeneration().getLeaderEpoch());

      Thread.sleep(10_000); // the fault itself: etcd is away for longer than every lease
      assertThat(subscriber.weight("gw-1")).isPositive();
      server.restart();

      await("leads again")
          .atMost(Duration.ofSeconds(20))
          .until(() -> health(replica).contains("\"leading\":true"));
      await().until(() -> one.isRegistered() && two.isRegistered());
      long count = subscriber.received();
      await("publishes again").until(() -> subscriber.received() > count + 2);
      assertThat(subscriber.weight("gw-1")).isPositive();
      assertThat(health(replica)).contains("\"status\":\"ok\"");
    }
  }

  @Test
  void anotherReplicaRelaysTheLeadersSnapshotsAndGoesOnFromThem() throws Exception {
    try (Replica first = Replica.start("cp-1", server);
        Replica second = follower();
        FakeGateway one =
            new FakeGateway("gw-1", etcd, first.grpcPort(), second.grpcPort()).connections(100);
        FakeSubscriber subscriber = new FakeSubscriber(second.grpcPort())) {
      await().until(() -> subscriber.newest().getLeader().equals("cp-1"));
      await().until(() -> subscriber.weight("gw-1") > 0);
      FleetSnapshot last = subscriber.newest();

      first.stop();

      await().until(() -> subscriber.newest().getLeader().equals("cp-2"));
      assertThat(subscriber.newest().getGeneration().getLeaderEpoch())
          .isGreaterThan(last.getGeneration().getLeaderEpoch());
      assertThat(subscriber.weight("gw-1")).isPositive();
      assertThat(subscriber.places().get("gw-1").getState()).isEqualTo(PlacementState.UP);
      assertThat(one.isRegistered()).isTrue();
    }
  }

  private Replica follower() throws Exception {
    await("the first leads").until(() -> !leaders().isEmpty());
    return Replica.start("cp-2", server, FreePort.find(), Optional.empty());
  }

  private Optional<String> leaders() {
    try (var watch = etcd.watch("/drawbridge/v1/r/leader/", Duration.ofMinutes(1), (v, c) -> {})) {
      await().until(() -> watch.view().isKnown());
      return watch.view().entries().keySet().stream().findFirst();
    }
  }

  private static String health(Replica replica) throws Exception {
    return replica.get("/api/v1/health").body();
  }
}
