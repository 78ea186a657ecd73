package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdCluster;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a fleet is told while its etcd loses its leader, its history, or the way to it. */
class EtcdFaultsTest {
  /** A dead connection has to be noticed first. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void aLostEtcdLeaderRemovesNobody() throws Exception {
    try (EtcdCluster cluster = EtcdCluster.start();
        Coordination etcd = cluster.connect();
        Replica replica = Replica.startAt("cp-1", cluster.endpoints());
        Gateways fleet = new Gateways();
        FakeSubscriber subscriber = new FakeSubscriber(replica.grpcPort())) {
      for (int i = 1; i <= 5; i++) {
        fleet.add(new FakeGateway("gw-" + i, etcd, replica.grpcPort()));
      }
      await().atMost(PATIENCE).until(() -> serving(subscriber) == 5);
      await().until(() -> fleet.all.stream().allMatch(FakeGateway::isRegistered));

      cluster.killLeader();
      cluster.awaitLeader();
      Thread.sleep(5_000); // every lease that was not kept alive meanwhile would end in this time

      fleet.add(new FakeGateway("gw-6", etcd, replica.grpcPort()));
      await().atMost(PATIENCE).until(() -> serving(subscriber) == 6);
      await().atMost(PATIENCE).until(() -> fleet.all.stream().allMatch(FakeGateway::isRegistered));
      await()
          .atMost(PATIENCE)
          .until(() -> replica.get("/api/v1/health").body().contains("\"status\":\"ok\""));
      assertThat(subscriber.displaced()).as("gateways ever without a weight").isEmpty();
    }
  }

  @Test
  void historyForgottenWhileTheWatchIsCutLeavesNoGhost() throws Exception {
    try (EtcdServer server = EtcdServer.startLocal();
        Coordination etcd = server.connect();
        Line line = new Line(server.endpoints().getFirst().getPort());
        Replica replica =
            Replica.startAt("cp-1", List.of(URI.create("http://127.0.0.1:" + line.port())));
        FakeGateway stays = new FakeGateway("gw-1", etcd)) {
      FakeGateway leaves = new FakeGateway("gw-2", etcd);
      await().atMost(PATIENCE).until(() -> leased(replica).equals(List.of("gw-1", "gw-2")));

      line.cut();
      leaves.close();
      try (FakeGateway comes = new FakeGateway("gw-3", etcd)) {
        await().until(() -> stays.isRegistered() && comes.isRegistered());
        server.compact();
        assertThat(leased(replica)).as("as it was when the line was cut").contains("gw-2");
        line.mend();

        await().atMost(PATIENCE).until(() -> leased(replica).equals(List.of("gw-1", "gw-3")));
      }
      await().atMost(PATIENCE).until(() -> leased(replica).equals(List.of("gw-1")));
    }
  }

  private static long serving(FakeSubscriber subscriber) {
    return subscriber.places().values().stream()
        .filter(place -> place.getState() == PlacementState.UP)
        .filter(place -> !place.getKept())
        .map(GatewaySnapshot::getGateway)
        .count();
  }

  /** Whose registrations stand in etcd, as far as the replica knows. */
  private static List<String> leased(Replica replica) throws Exception {
    List<String> leased = new ArrayList<>();
    JsonNode items =
        new ObjectMapper().readTree(replica.get("/api/v1/gateways").body()).get("items");
    for (JsonNode gateway : items) {
      if (gateway.get("leased").asBoolean()) {
        leased.add(gateway.get("gateway").asText());
      }
    }
    return leased;
  }

  /** Closes what was added. */
  private static final class Gateways implements AutoCloseable {
    private final List<FakeGateway> all = new ArrayList<>();

    void add(FakeGateway one) {
      all.add(one);
    }

    @Override
    public void close() {
      all.forEach(FakeGateway::close);
    }
  }
}
