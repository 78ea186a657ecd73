package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.controlplane.ControlPlaneConfig.OtherRegion;
import io.drawbridge.controlplane.operation.Operations;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.control.v1.Directive;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is asked for in region r about a gateway of region s: each region with an etcd of its own,
 * and a line between them that can be cut.
 */
class OtherRegionsOperationsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String KICK_THERE = "/api/v1/gateways/gw-1/kick?region=s";
  private static final String NOBODY = "{\"app\":\"default\",\"user\":\"nobody\"}";
  private static final String DRAIN = "/api/v1/gateways/gw-1/drain?region=s";

  private final EtcdServer serverHere = EtcdServer.start();
  private final EtcdServer serverThere = EtcdServer.start();
  private final Coordination etcdThere = serverThere.connect();
  private final SteppedClients clients = new SteppedClients(10);
  private Replica there;
  private Line line;
  private Replica here;
  private FakeGateway gateway;
  private FakeSubscriber subscriber;

  @BeforeEach
  void start() throws Exception {
    int portThere = FreePort.find();
    int portHere = FreePort.find();
    there = replica("s", serverThere, portThere, other("r", portHere));
    line = new Line(portThere);
    here = replica("r", serverHere, portHere, other("s", line.port()));
    gateway = new FakeGateway("gw-1", "s", etcdThere, there.grpcPort()).with(clients);
    subscriber = new FakeSubscriber(there.grpcPort());
    await().atMost(PATIENCE).until(() -> subscriber.weight("gw-1") > 0);
    await("somebody leads here").atMost(PATIENCE).until(() -> leads(here));
  }

  @AfterEach
  void stop() throws Exception {
    subscriber.close();
    gateway.close();
    here.close();
    line.close();
    there.close();
    etcdThere.close();
    serverThere.close();
    serverHere.close();
  }

  @Test
  void aDrainOfAnotherRegionsGatewayIsCarriedOutThereAndFollowedHere() throws Exception {
    String at = location(here.post(DRAIN, "{\"by\":\"alice\",\"windowMillis\":5000}"));

    await().atMost(PATIENCE).until(() -> get(here, at).at("/progress/left").asInt(-1) == 10);
    JsonNode shown = get(here, at);
    assertThat(shown.get("region").asText()).isEqualTo("s");
    assertThat(shown.get("state").asText()).isEqualTo("running");
    assertThat(shown.get("child").asText()).isEqualTo(shown.get("id").asText() + "/s");
    JsonNode child = get(there, at + "/s");
    assertThat(child.get("requestedBy").asText()).isEqualTo("alice");
    assertThat(child.has("ageMillis") && !child.get("ageMillis").isNull()).isFalse();
    assertThat(subscriber.weight("gw-1")).isZero();

    clients.left(0);
    await().atMost(PATIENCE).until(() -> state(here, at).equals("done"));
    assertThat(get(here, at).get("text").asText()).isEqualTo("everybody has left: 10");
    assertThat(items(here)).as("shown once").hasSize(1);
  }

  @Test
  void anOrderForARegionThatIsCutOffWaitsAndIsCarriedOutOnce() throws Exception {
    line.cut();

    String at = location(here.post(DRAIN, "{}"));

    await()
        .atMost(PATIENCE)
        .until(() -> get(here, at).get("text").asText().startsWith("s does not answer"));
    assertThat(state(here, at)).isEqualTo("pending");
    assertThat(items(there)).isEmpty();
    assertProblem(here.post(DRAIN, "{}"), 409, "api.operation-conflict");

    line.mend();
    await().atMost(PATIENCE).until(() -> state(here, at).equals("running"));
    clients.left(0);
    await().atMost(PATIENCE).until(() -> state(here, at).equals("done"));
    assertThat(own(there)).hasSize(1);
    assertThat(clients.taken())
        .filteredOn(Directive::hasStep)
        .extracting(directive -> directive.getStep().getOperation())
        .containsOnly(get(here, at).get("child").asText());
  }

  @Test
  void ordersForARegionThatIsCutOffTakeNoPlaceFromThoseForOurOwn() throws Exception {
    line.cut();
    for (int i = 0; i < Operations.MAX_LIVE; i++) {
      assertThat(here.post(KICK_THERE, NOBODY).statusCode()).isEqualTo(202);
    }

    assertProblem(here.post(KICK_THERE, NOBODY), 503, "api.too-many-operations");

    assertThat(here.metrics.text())
        .contains("drawbridge_control_plane_operations_live{where=\"away\"} 64.0\n")
        .contains("drawbridge_control_plane_operations{kind=\"kick\",state=\"pending\"} 64.0\n");
    try (Coordination etcdHere = serverHere.connect();
        FakeGateway ours = new FakeGateway("gw-9", "r", etcdHere, here.grpcPort());
        FakeSubscriber placement = new FakeSubscriber(here.grpcPort())) {
      ours.connections(1);
      await().atMost(PATIENCE).until(() -> placement.weight("gw-9") > 0);
      assertThat(here.post("/api/v1/gateways/gw-9/kick", NOBODY).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void anAnswerThatIsLostMakesNoSecondOperation() throws Exception {
    String at = location(here.post(DRAIN, "{}"));
    await().atMost(PATIENCE).until(() -> !own(there).isEmpty());
    line.cut(); // what is known here of it may be nothing yet
    clients.left(0);
    String child = at + "/s";
    await().atMost(PATIENCE).until(() -> state(there, child).equals("done"));

    line.mend();

    await().atMost(PATIENCE).until(() -> state(here, at).equals("done"));
    assertThat(own(there)).hasSize(1);
  }

  @Test
  void anAbortReachesTheOtherRegion() throws Exception {
    String at = location(here.post(DRAIN, "{}"));
    await().atMost(PATIENCE).until(() -> get(here, at).at("/progress/left").asInt(-1) == 10);

    assertThat(here.post(at + "/abort", "{}").statusCode()).isEqualTo(202);

    await().atMost(PATIENCE).until(() -> state(here, at).equals("aborted"));
    await().atMost(PATIENCE).until(() -> subscriber.weight("gw-1") > 0);
    assertProblem(here.post(at + "/abort", "{}"), 409, "api.operation-not-abortable");
  }

  @Test
  void whatIsAbortedBeforeTheRegionIsBackNeverBeginsThere() throws Exception {
    line.cut();
    String at = location(here.post(DRAIN, "{}"));
    await()
        .atMost(PATIENCE)
        .until(() -> get(here, at).get("text").asText().startsWith("s does not answer"));

    assertThat(here.post(at + "/abort", "{}").statusCode()).isEqualTo(202);
    assertThat(state(here, at)).isEqualTo("aborting");
    line.mend();

    await().atMost(PATIENCE).until(() -> state(here, at).equals("aborted"));
    assertThat(state(there, at + "/s")).isEqualTo("aborted");
    assertThat(clients.taken()).noneMatch(Directive::hasStep);
    assertThat(subscriber.weight("gw-1")).isPositive();
  }

  @Test
  void operationsOfAnotherRegionAreListedWithTheirAgeAndCanBeAbortedFromHere() throws Exception {
    String at = location(there.post("/api/v1/gateways/gw-1/drain", "{}"));
    await().atMost(PATIENCE).until(() -> !items(here).isEmpty());

    JsonNode listed = items(here).getFirst();
    assertThat(listed.get("region").asText()).isEqualTo("s");
    assertThat(listed.get("ageMillis").asLong()).isBetween(0L, 30_000L);
    assertThat(get(here, at).get("kind").asText()).isEqualTo("drain");
    assertThat(new ObjectMapper().readTree(here.get("/api/v1/fleet").body()).at("/operations/0/id"))
        .isEqualTo(listed.get("id"));

    line.cut();
    long before = get(here, at).get("ageMillis").asLong();
    await().atMost(PATIENCE).until(() -> get(here, at).get("ageMillis").asLong() > before + 5_000);
    line.mend();
    await().atMost(PATIENCE).until(() -> get(here, at).get("ageMillis").asLong() < 5_000);

    assertThat(here.post(at + "/abort", "{}").statusCode()).isEqualTo(202);
    await().atMost(PATIENCE).until(() -> state(there, at).equals("aborted"));
  }

  @Test
  void whatCannotBeForwardedIsSaidAtOnceOrAsTheEnd() throws Exception {
    assertProblem(
        here.post("/api/v1/gateways/gw-1/drain?region=t", "{}"), 404, "api.region-unknown");

    String at = location(here.post("/api/v1/gateways/gw-9/undrain?region=s", "{}"));
    await().atMost(PATIENCE).until(() -> state(here, at).equals("failed"));
    assertThat(get(here, at).get("text").asText()).isEqualTo("s: no such gateway");
  }

  private static boolean leads(Replica replica) throws Exception {
    return new ObjectMapper()
        .readTree(replica.get("/api/v1/health").body())
        .path("leading")
        .asBoolean();
  }

  private static String state(Replica replica, String path) throws Exception {
    return get(replica, path).get("state").asText();
  }

  private static JsonNode get(Replica replica, String path) throws Exception {
    HttpResponse<String> response = replica.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private static List<JsonNode> items(Replica replica) throws Exception {
    JsonNode items = get(replica, "/api/v1/operations").get("items");
    return StreamSupport.stream(items.spliterator(), false).toList();
  }

  /** Recorded there, not heard of. */
  private static List<JsonNode> own(Replica replica) throws Exception {
    return items(replica).stream().filter(item -> !item.path("ageMillis").isNumber()).toList();
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

  private static Replica replica(String region, EtcdServer etcd, int port, OtherRegion other)
      throws Exception {
    return Replica.start(
        "cp-1", region, etcd, port, Optional.empty(), List.of(other), Optional.empty());
  }

  private static OtherRegion other(String region, int port) {
    return new OtherRegion(region, List.of(new HostPort("127.0.0.1", port)));
  }
}
