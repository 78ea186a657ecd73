package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.architecture.MetricsDocument;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.proto.control.v1.Peer;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One replica between a real etcd, real streams and real HTTP. */
class OneReplicaTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String[] BEARER = {"Authorization", "Bearer " + TOKEN};

  @TempDir Path directory;

  private final EtcdServer server = EtcdServer.start();
  private final Coordination etcd = server.connect();
  private Replica replica;
  private FakeGateway one;
  private FakeGateway two;
  private FakeSubscriber subscriber;

  @BeforeEach
  void start() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), TOKEN);
    replica = Replica.start("cp-1", server, FreePort.find(), Optional.of(token));
    one = new FakeGateway("gw-1", etcd, replica.grpcPort());
    two = new FakeGateway("gw-2", etcd, replica.grpcPort());
    subscriber = new FakeSubscriber(replica.grpcPort());
    await().until(() -> subscriber.weight("gw-1") > 0 && subscriber.weight("gw-2") > 0);
  }

  @AfterEach
  void stop() {
    subscriber.close();
    one.close();
    two.close();
    replica.close();
    etcd.close();
    server.close();
  }

  @Test
  void loadBecomesWeightAndReachesTheSubscriber() {
    double before = subscriber.weight("gw-1");

    one.connections(900);

    await().until(() -> subscriber.weight("gw-1") < before / 2);
    assertThat(subscriber.places().get("gw-1").getLimitingResource()).isEqualTo("connections");
    assertThat(subscriber.newest().getGeneration().getLeaderEpoch()).isPositive();
  }

  @Test
  void drainingIsSeenAtOnceAndACrashWithinTheTimeSet() {
    two.draining();
    await().until(() -> subscriber.weight("gw-2") == 0);
    assertThat(subscriber.places().get("gw-2").getState()).isEqualTo(PlacementState.DRAINING);

    two.close();
    await().until(() -> subscriber.places().get("gw-2").getState() == PlacementState.GONE);
    assertThat(subscriber.weight("gw-1")).isPositive();
  }

  @Test
  void aCrashMakesSuspectWhileTheLeaseLives() {
    two.cut();

    await().until(() -> subscriber.places().get("gw-2").getState() == PlacementState.SUSPECT);
    assertThat(subscriber.weight("gw-2")).isZero();
    assertThat(subscriber.newest().getAlarmsList()).isEmpty();
  }

  @Test
  void eventsTellOfACrashWithoutBeingAsked() throws Exception {
    try (Stream<String> lines = replica.lines("/api/v1/events", BEARER)) {
      Iterator<String> events = lines.filter(line -> line.startsWith("data: ")).iterator();
      JsonNode before = event(events.next());
      assertThat(before.at("/regions/0/region").asText()).isEqualTo("r");
      assertThat(before.at("/gateways/1/gateway").asText()).isEqualTo("gw-2");
      assertThat(before.at("/gateways/1/state").asText()).isEqualTo("UP");
      assertThat(before.at("/gateways/1/heard").asBoolean()).isTrue();

      long cut = System.nanoTime();
      two.cut();

      JsonNode now = before;
      while (!now.at("/gateways/1/state").asText().equals("SUSPECT")) {
        now = event(events.next());
      }
      // suspect-after is 1 s here; the rest is the way to us.
      assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(Duration.ofSeconds(2));
      assertThat(now.at("/gateways/1/heard").asBoolean()).isFalse();
      assertThat(now.at("/gateways/0/state").asText()).isEqualTo("UP");
    }
  }

  private static JsonNode event(String line) throws Exception {
    return new ObjectMapper().readTree(line.substring("data: ".length()));
  }

  @Test
  void gatewaysLearnTheirPeersAndSiblings() {
    await().until(() -> one.peers().getSiblingsCount() == 1);

    assertThat(one.peers().getGatewaysList()).extracting(Peer::getGateway).containsExactly("gw-2");
    assertThat(one.peers().getSiblings(0).getGateway()).isEqualTo("gw-2");
    assertThat(one.fencedBy()).isPositive();
  }

  @Test
  void aSubscriberOfAnotherRegionIsServedAndNotCounted() throws Exception {
    try (FakeSubscriber stranger = new FakeSubscriber(replica.grpcPort(), "elsewhere")) {
      await().until(() -> stranger.received() > 2);

      JsonNode region = json(replica.get("/api/v1/regions", BEARER)).at("/items/0");
      assertThat(region.get("subscribers")).hasSize(1);
    }
  }

  @Test
  void aSubscriberThatDoesNotSayItsRegionIsRefused() {
    try (FakeSubscriber nobody = new FakeSubscriber(replica.grpcPort(), "")) {
      await().until(() -> nobody.error().contains("region: empty"));
    }
  }

  @Test
  void restShowsRegionsGatewaysAndWhyTheyHaveTheirWeight() throws Exception {
    JsonNode region = json(replica.get("/api/v1/regions", BEARER)).at("/items/0");
    assertThat(region.get("region").asText()).isEqualTo("r");
    assertThat(region.get("leader").asText()).isEqualTo("cp-1");
    assertThat(region.at("/gatewaysByState/UP").asInt()).isEqualTo(2);
    assertThat(region.at("/subscribers/0/subscriber").asText()).isEqualTo("ipc-1");

    JsonNode gateways = json(replica.get("/api/v1/gateways", BEARER)).get("items");
    assertThat(gateways).hasSize(2);

    JsonNode gateway = json(replica.get("/api/v1/gateways/gw-1", BEARER));
    assertThat(gateway.get("state").asText()).isEqualTo("UP");
    assertThat(gateway.get("leased").asBoolean()).isTrue();
    assertThat(gateway.get("reportAgeMillis").asInt()).isBetween(0, 2_000);
    assertThat(gateway.at("/score/parts/cpu/headroom").asDouble()).isEqualTo(1);
    assertThat(gateway.at("/load/connections").asInt()).isZero();

    JsonNode health = json(replica.get("/api/v1/health", BEARER));
    assertThat(health.get("status").asText()).isEqualTo("ok");
    assertThat(health.get("leading").asBoolean()).isTrue();
  }

  @Test
  void restExplainsTheWeightOfSomeTimeAgo() throws Exception {
    long idle = System.currentTimeMillis() + 2_000;
    await().until(() -> System.currentTimeMillis() > idle);
    await()
        .untilAsserted(() ->
            assertThat(scores("gw-1", "?at=" + idle).get("weight").asDouble()).isEqualTo(1_000));
    one.connections(900);
    await().until(() -> subscriber.weight("gw-1") < 500);
    await().until(() -> scores("gw-1", "").get("weight").asDouble() < 500);

    JsonNode before = scores("gw-1", "?at=" + idle);
    assertThat(before.get("atUnixMillis").asLong()).isLessThanOrEqualTo(idle);
    assertThat(before.get("weight").asDouble()).isEqualTo(1_000);
    assertThat(before.get("state").asText()).isEqualTo("UP");

    JsonNode now = scores("gw-1", "?at=-0s");
    assertThat(now.get("recomputedWeight").asDouble()).isEqualTo(now.get("weight").asDouble());
    assertThat(now.get("leader").asText()).isEqualTo("cp-1");
    assertThat(now.get("basis").asText()).isEqualTo("SCORE");
    assertThat(now.get("connections").asInt()).isEqualTo(900);
    assertThat(now.at("/made/limitingResource").asText()).isEqualTo("connections");
    assertThat(now.at("/made/parts/business-p99/headroom").asDouble()).isEqualTo(1);
    assertThat(now.get("because").asText())
        .startsWith("connections: ")
        .contains("in use of at most 85 %");
  }

  @Test
  void restTellsASeriesOfSeconds() throws Exception {
    await().untilAsserted(() -> assertThat(series("?seconds=3").get("weight")).hasSize(3));

    JsonNode series = series("?seconds=2");
    assertThat(series.get("unixMillis")).hasSize(2);
    assertThat(series.at("/unixMillis/1").asLong() - series.at("/unixMillis/0").asLong())
        .isGreaterThan(900);
    assertThat(series.at("/state/1").asText()).isEqualTo("UP");
    assertThat(series.at("/use/loop-lag")).hasSize(2);
  }

  @Test
  void scoresThatAreNotKeptOrNotUnderstoodAreProblems() throws Exception {
    String gateway = "/api/v1/gateways/gw-1";
    assertProblem(replica.get(gateway + "/scores?at=-1h", BEARER), 404, "api.score-not-kept");
    assertProblem(replica.get("/api/v1/gateways/gw-9/scores", BEARER), 404, "api.score-not-kept");
    assertProblem(replica.get("/api/v1/gateways/gw-9/series", BEARER), 404, "api.score-not-kept");
    assertProblem(replica.get(gateway + "/scores?at=noon", BEARER), 400, "api.bad-request");
    assertProblem(replica.get(gateway + "/series?seconds=901", BEARER), 400, "api.bad-request");
    assertProblem(replica.get(gateway + "/series?seconds=", BEARER), 400, "api.bad-request");
  }

  private JsonNode scores(String gateway, String query) throws Exception {
    return json(replica.get("/api/v1/gateways/" + gateway + "/scores" + query, BEARER));
  }

  private JsonNode series(String query) throws Exception {
    return json(replica.get("/api/v1/gateways/gw-1/series" + query, BEARER));
  }

  @Test
  void itsMetricsAreThoseOfTheDocument() {
    assertThat(replica.metrics.catalog())
        .extracting(metric -> metric.row())
        .containsExactlyElementsOf(MetricsDocument.rows("Control plane"));
  }

  @Test
  void metricsTellTheRegionAsTheSnapshotHasIt() {
    one.connections(300);
    two.draining();

    await()
        .untilAsserted(() ->
            assertThat(replica.metrics.text())
                .contains("drawbridge_control_plane_leader 1.0\n")
                .contains("drawbridge_control_plane_gateways{state=\"up\"} 1.0\n")
                .contains("drawbridge_control_plane_gateways{state=\"draining\"} 1.0\n")
                .contains("drawbridge_control_plane_gateways{state=\"gone\"} 0.0\n")
                .contains("drawbridge_control_plane_connections 300.0\n")
                .contains("drawbridge_control_plane_control_streams 2.0\n")
                .contains("drawbridge_control_plane_subscribers 1.0\n")
                .contains("drawbridge_control_plane_alarms 0.0\n")
                .containsPattern("drawbridge_control_plane_snapshot_age_seconds [0-2]\\.")
                .contains("drawbridge_control_plane_snapshot_fleet_generation 1.0\n"));
  }

  @Test
  void everyFailureIsAProblemWithACode() throws Exception {
    assertProblem(replica.get("/api/v1/gateways"), 401, "api.unauthorized");
    assertProblem(replica.get("/api/nothing"), 401, "api.unauthorized");
    assertProblem(replica.get("/nothing"), 404, "api.not-found");
    assertProblem(
        replica.get("/api/v1/gateways", "Authorization", "Bearer wrong"), 401, "api.unauthorized");
    assertProblem(replica.get("/api/v1/nothing", BEARER), 404, "api.not-found");
    assertProblem(replica.get("/api/v1/gateways/gw-9", BEARER), 404, "api.gateway-unknown");
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code)
      throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = new ObjectMapper().readTree(response.body());
    assertThat(problem.get("code").asText()).isEqualTo(code);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asText()).isNotEmpty();
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }
}
