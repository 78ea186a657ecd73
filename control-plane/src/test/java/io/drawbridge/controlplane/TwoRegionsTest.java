package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.controlplane.ControlPlaneConfig.OtherRegion;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.control.v1.RegionDoor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Region r listens to region s, over a line that can be cut. */
class TwoRegionsTest {
  /** The longest pause, the time to connect, and some for a busy machine. */
  private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

  private final EtcdServer server = EtcdServer.start();
  private final Coordination etcd = server.connect();
  private Replica there;
  private Line line;
  private Replica here;
  private FakeGateway one;
  private FakeGateway two;

  @BeforeEach
  void start() throws Exception {
    there = replica("s", List.of());
    line = new Line(there.grpcPort());
    here = replica("r", List.of(other("s", line.port()), other("t", FreePort.find())));
    one = new FakeGateway("gw-1", "r", etcd, here.grpcPort());
    two = new FakeGateway("gw-1", "s", etcd, there.grpcPort());
  }

  @AfterEach
  void stop() throws Exception {
    one.close();
    two.close();
    here.close();
    line.close();
    there.close();
    etcd.close();
    server.close();
  }

  @Test
  void gatewaysOfAnotherRegionBecomeDoors() {
    await().until(() -> door("s"), List.of("gw-1.s.test:7001")::equals);
    assertThat(one.peers().getDoorsList())
        .extracting(RegionDoor::getRegion)
        .containsExactly("s", "t");
    assertThat(door("t")).isEmpty();

    try (FakeGateway added = new FakeGateway("gw-2", "s", etcd, there.grpcPort())) {
      await().until(() -> door("s").size() == 2);
      added.cut();
      await().until(() -> door("s"), List.of("gw-1.s.test:7001")::equals);
    }
  }

  @Test
  void aCutLineLeavesTheDoorsAsTheyWereAndIsUsedAgainSoonAfterItIsMended() throws Exception {
    await().until(() -> door("s").size() == 1);
    await().until(() -> ageMillis() < 1_000);

    line.cut();
    await().atMost(Duration.ofSeconds(15)).until(() -> ageMillis() > 7_000);
    assertThat(door("s")).containsExactly("gw-1.s.test:7001");
    assertThat(region("s").get("generation").isTextual()).isTrue();
    assertThat(here.metrics.text())
        .containsPattern(
            "drawbridge_control_plane_other_region_age_seconds.other_region=\"s\". [7-9]");

    line.mend();
    await().atMost(BACK_WITHIN).until(() -> ageMillis() < 1_000);
  }

  @Test
  void aControlPlaneOfAWrongRegionIsNotListenedTo() throws Exception {
    try (Replica misled = replica("q", List.of(other("t", there.grpcPort())));
        FakeGateway gateway = new FakeGateway("gw-1", "q", etcd, misled.grpcPort());
        FakeSubscriber listener = new FakeSubscriber(there.grpcPort(), "q")) {
      await().until(() -> listener.received() > 2);
      await().until(() -> gateway.peers().getDoorsCount() == 1);

      assertThat(gateway.peers().getDoors(0).getGrpcAddressesList()).isEmpty();
    }
  }

  private List<String> door(String region) {
    return one.peers().getDoorsList().stream()
        .filter(door -> door.getRegion().equals(region))
        .flatMap(door -> door.getGrpcAddressesList().stream())
        .toList();
  }

  private long ageMillis() throws Exception {
    return region("s").get("snapshotAgeMillis").asLong();
  }

  private JsonNode region(String name) throws Exception {
    for (JsonNode item :
        new ObjectMapper().readTree(here.get("/api/v1/regions").body()).get("items")) {
      if (item.get("region").asText().equals(name)) {
        return item;
      }
    }
    throw new AssertionError(name + " is not shown");
  }

  private Replica replica(String region, List<OtherRegion> others) throws Exception {
    return Replica.start(
        "cp-1", region, server, FreePort.find(), Optional.empty(), others, Optional.empty());
  }

  private static OtherRegion other(String region, int port) {
    return new OtherRegion(region, List.of(new HostPort("127.0.0.1", port)));
  }
}
