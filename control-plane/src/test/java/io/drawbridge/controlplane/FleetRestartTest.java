package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.coordination.FreePort;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A region's gateways restarted in waves, from REST to their streams and back. */
class FleetRestartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RESTART = "/api/v1/fleet/restart";
  private static final String ORDER =
      "{\"by\":\"alice\",\"artifact\":\"gateway-2.0\",\"pauseMillis\":1000}";

  private final EtcdServer server = EtcdServer.start();
  private final Coordination etcd = server.connect();
  private final SteppedClients ofThree = new SteppedClients(10);
  private Replica replica;
  private List<FakeGateway> gateways;

  @BeforeEach
  void start() throws Exception {
    replica = Replica.start("cp-1", server, FreePort.find(), Optional.empty());
    gateways =
        List.of(
            new FakeGateway("gw-1", etcd, replica.grpcPort()),
            new FakeGateway("gw-2", etcd, replica.grpcPort()),
            new FakeGateway("gw-3", etcd, replica.grpcPort()).with(ofThree));
    try (FakeSubscriber placed = new FakeSubscriber(replica.grpcPort())) {
      await()
          .atMost(PATIENCE)
          .until(() ->
              placed.weight("gw-1") > 0 && placed.weight("gw-2") > 0 && placed.weight("gw-3") > 0);
    }
  }

  @AfterEach
  void stop() {
    gateways.forEach(FakeGateway::close);
    replica.close();
    etcd.close();
    server.close();
  }

  @Test
  void restartsAllOneAfterTheOtherAndTellsHowFarItIs() throws Exception {
    String at = location(replica.post(RESTART, ORDER));
    assertProblem(replica.post(RESTART, "{}"), 409, "api.operation-conflict");
    await().atMost(PATIENCE).until(() -> get(at).at("/waves/done").asInt() == 1);
    assertThat(get(at).get("state").asText()).isEqualTo("running");

    await().atMost(PATIENCE).until(() -> get(at).get("over").asBoolean());

    JsonNode over = get(at);
    assertThat(over.get("state").asText()).isEqualTo("done");
    assertThat(over.get("text").asText()).isEqualTo("3 gateways restarted");
    assertThat(over.get("artifact").asText()).isEqualTo("gateway-2.0");
    assertThat(over.get("gateway").asText()).isEmpty();
    assertThat(gateways).extracting(FakeGateway::artifact).containsOnly("gateway-2.0");
    assertThat(get(at + "/gw-2").get("requestedBy").asText()).isEqualTo("alice");
  }

  @Test
  void whoCannotBeRestartedStopsItAndTheOthersAreTakenBack() throws Exception {
    ofThree.refuseRestarts("hand-over.command: not configured");

    String at = location(replica.post(RESTART, ORDER));
    await().atMost(PATIENCE).until(() -> get(at).get("over").asBoolean());

    assertThat(get(at).get("state").asText()).isEqualTo("failed");
    assertThat(get(at).get("text").asText())
        .isEqualTo(
            "the restart of gw-3 failed: the gateway refused: hand-over.command: not configured;"
                + " taken back: 2 of 2");
    assertThat(gateways).extracting(FakeGateway::artifact).containsOnly("");
    assertThat(get(at + "/gw-1/back").get("state").asText()).isEqualTo("done");
  }

  @Test
  void whileItIsPausedNobodyElseIsRestarted() throws Exception {
    String at = location(replica.post(RESTART, ORDER));
    await().atMost(PATIENCE).until(() -> get(at).at("/waves/done").asInt() == 1);

    assertThat(location(replica.post(at + "/pause", "{\"by\":\"bob\"}"))).isEqualTo(at);
    await().atMost(PATIENCE).until(() -> get(at).get("text").asText().endsWith(", paused"));
    int done = get(at).at("/waves/done").asInt();
    await() // far longer than a gate, after which the next would have begun
        .during(Duration.ofSeconds(3))
        .atMost(PATIENCE)
        .until(() -> get(at).at("/waves/done").asInt() <= Math.max(done, 2));
    assertThat(get(at).get("over").asBoolean()).isFalse();
    assertThat(get(at).get("paused").asBoolean()).isTrue();
    assertThat(location(replica.post(at + "/resume", "{}"))).isEqualTo(at);

    await().atMost(PATIENCE).until(() -> get(at).get("over").asBoolean());
    assertThat(get(at).get("state").asText()).isEqualTo("done");
    assertThat(get(at).get("notes"))
        .extracting(note -> note.get("text").asText())
        .contains("pause", "resume");
    assertProblem(replica.post(at + "/pause", "{}"), 409, "api.operation-not-pausable");
    assertProblem(replica.post(at + "/gw-1/pause", "{}"), 409, "api.operation-not-pausable");
    assertProblem(
        replica.post("/api/v1/operations/none/pause", "{}"), 404, "api.operation-unknown");
  }

  @Test
  void anAbortLeavesWhatIsDone() throws Exception {
    String at = location(replica.post(RESTART, "{\"artifact\":\"b\",\"pauseMillis\":3600000}"));
    await().atMost(PATIENCE).until(() -> get(at).at("/waves/done").asInt() == 1);

    assertThat(replica.post(at + "/abort", "{}").statusCode()).isEqualTo(202);
    await().atMost(PATIENCE).until(() -> get(at).get("over").asBoolean());

    assertThat(get(at).get("state").asText()).isEqualTo("aborted");
    assertThat(get(at).get("text").asText())
        .isEqualTo("1 of 3 gateways were restarted and stay so");
    assertThat(gateways).extracting(FakeGateway::artifact).containsExactly("b", "", "");
  }

  @Test
  void whatIsOutOfBoundsIsSaid() throws Exception {
    assertProblem(replica.post(RESTART, "{\"pauseMillis\":999}"), 400, "api.bad-request");
    assertProblem(replica.post(RESTART, "{\"artifact\":\"é\"}"), 400, "api.bad-request");
    assertProblem(replica.post(RESTART + "?region=x", "{}"), 404, "api.region-unknown");
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> response = replica.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private static String location(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return URI.create(response.headers().firstValue("Location").orElseThrow()).getPath();
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code)
      throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(new ObjectMapper().readTree(response.body()).get("code").asText()).isEqualTo(code);
  }
}
