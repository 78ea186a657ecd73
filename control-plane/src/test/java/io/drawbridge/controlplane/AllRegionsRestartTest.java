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
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All regions restarted from region r: region s first, over a line that can be cut, then r. */
class AllRegionsRestartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ALL = "/api/v1/fleet/restart?region=*";
  private static final String ORDER = "{\"artifact\":\"gateway-2.0\",\"pauseMillis\":1000}";

  private final EtcdServer serverHere = EtcdServer.start();
  private final EtcdServer serverThere = EtcdServer.start();
  private final Coordination etcdHere = serverHere.connect();
  private final Coordination etcdThere = serverThere.connect();
  private final SteppedClients clientsThere = new SteppedClients(10);
  private Replica there;
  private Line line;
  private Replica here;
  private FakeGateway gatewayHere;
  private FakeGateway gatewayThere;

  @BeforeEach
  void start() throws Exception {
    int portThere = FreePort.find();
    int portHere = FreePort.find();
    there = replica("s", serverThere, portThere, other("r", portHere));
    line = new Line(portThere);
    here = replica("r", serverHere, portHere, other("s", line.port()));
    gatewayHere = new FakeGateway("gw-1", "r", etcdHere, here.grpcPort());
    gatewayThere = new FakeGateway("gw-1", "s", etcdThere, there.grpcPort()).with(clientsThere);
    awaitPlaced(here);
    awaitPlaced(there);
  }

  @AfterEach
  void stop() throws Exception {
    gatewayHere.close();
    gatewayThere.close();
    here.close();
    line.close();
    there.close();
    etcdHere.close();
    etcdThere.close();
    serverHere.close();
    serverThere.close();
  }

  @Test
  void aRegionThatIsCutOffIsWaitedForBeforeTheNextBegins() throws Exception {
    line.cut();
    String at = location(here.post(ALL, ORDER));
    await()
        .atMost(PATIENCE)
        .until(() -> get(here, at).get("text").asText().contains("s does not answer"));
    assertThat(get(here, at).get("state").asText()).isEqualTo("running");
    assertThat(gatewayHere.artifact()).isEmpty();
    assertThat(here.get(at + "/r").statusCode()).isEqualTo(404);

    line.mend();
    await().atMost(PATIENCE).until(() -> get(here, at).get("over").asBoolean());

    assertThat(get(here, at).get("state").asText()).isEqualTo("done");
    assertThat(get(here, at).get("text").asText())
        .isEqualTo("s: 1 gateways restarted; r: 1 gateways restarted");
    assertThat(gatewayHere.artifact()).isEqualTo("gateway-2.0");
    assertThat(gatewayThere.artifact()).isEqualTo("gateway-2.0");
    assertThat(get(there, at + "/s/s/gw-1").get("state").asText()).isEqualTo("done");
    assertThat(get(here, at + "/r/gw-1").get("requestedUnixMillis").asLong())
        .isGreaterThanOrEqualTo(get(here, at + "/s").get("endedUnixMillis").asLong());
  }

  @Test
  void whereItFailsItEndsAndOurOwnRegionStaysAsItIs() throws Exception {
    clientsThere.refuseRestarts("no");

    String at = location(here.post(ALL, ORDER));
    await().atMost(PATIENCE).until(() -> get(here, at).get("over").asBoolean());

    assertThat(get(here, at).get("state").asText()).isEqualTo("failed");
    assertThat(get(here, at).get("text").asText())
        .isEqualTo("s: the restart of gw-1 failed: the gateway refused: no; not begun: r");
    assertThat(gatewayHere.artifact()).isEmpty();
  }

  @Test
  void anAbortWhileARegionIsCutOffIsKeptForIt() throws Exception {
    line.cut();
    String at = location(here.post(ALL, ORDER));
    await()
        .atMost(PATIENCE)
        .until(() -> get(here, at).get("text").asText().contains("s does not answer"));

    assertThat(here.post(at + "/abort", "{}").statusCode()).isEqualTo(202);
    line.mend();
    await().atMost(PATIENCE).until(() -> get(here, at).get("over").asBoolean());

    assertThat(get(here, at).get("state").asText()).isEqualTo("aborted");
    assertThat(gatewayThere.artifact()).isEmpty();
    assertThat(gatewayHere.artifact()).isEmpty();
  }

  @Test
  void aPauseWhileARegionIsCutOffHoldsUntilItGoesOn() throws Exception {
    line.cut();
    String at = location(here.post(ALL, ORDER));
    await()
        .atMost(PATIENCE)
        .until(() -> get(here, at).get("text").asText().contains("s does not answer"));
    assertThat(here.post(at + "/pause", "{}").statusCode()).isEqualTo(202);
    assertThat(get(here, at + "/s").get("paused").asBoolean()).isTrue();
    line.mend();
    await().atMost(PATIENCE).until(() -> get(here, at).get("text").asText().contains("paused"));
    assertThat(gatewayThere.artifact()).isEmpty();

    assertThat(here.post(at + "/resume", "{}").statusCode()).isEqualTo(202);
    await().atMost(PATIENCE).until(() -> get(here, at).get("over").asBoolean());

    assertThat(get(here, at).get("state").asText()).isEqualTo("done");
    assertThat(gatewayHere.artifact()).isEqualTo("gateway-2.0");
  }

  private static void awaitPlaced(Replica replica) throws Exception {
    try (FakeSubscriber placed = new FakeSubscriber(replica.grpcPort())) {
      await().atMost(PATIENCE).until(() -> placed.weight("gw-1") > 0);
    }
  }

  private static JsonNode get(Replica replica, String path) throws Exception {
    HttpResponse<String> response = replica.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private static String location(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return URI.create(response.headers().firstValue("Location").orElseThrow()).getPath();
  }

  private static Replica replica(String region, EtcdServer etcd, int port, OtherRegion other)
      throws Exception {
    return Replica.start(
        "cp-1", region, etcd, port, Optional.empty(), List.of(other), Optional.empty());
  }

  private static OtherRegion other(String region, int port) {
    return new OtherRegion(region, List.of(new HostPort("127.0.0.1", port)));
  }
}
