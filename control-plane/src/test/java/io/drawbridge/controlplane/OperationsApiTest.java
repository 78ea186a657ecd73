package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.proto.control.v1.Restart;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations from REST to a gateway's stream and back, through a real etcd. */
class OperationsApiTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String[] BEARER = {"Authorization", "Bearer " + TOKEN};
  private static final String[] KEYED = {BEARER[0], BEARER[1], "Idempotency-Key", "once"};
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  private final EtcdServer server = EtcdServer.start();
  private final Coordination etcd = server.connect();
  private final SteppedClients clients = new SteppedClients(10);
  private Replica replica;
  private FakeGateway one;
  private FakeGateway two;
  private FakeSubscriber subscriber;

  @BeforeEach
  void start() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), TOKEN);
    replica = Replica.start("cp-1", server, FreePort.find(), Optional.of(token));
    one = new FakeGateway("gw-1", etcd, replica.grpcPort()).with(clients);
    two = new FakeGateway("gw-2", etcd, replica.grpcPort());
    subscriber = new FakeSubscriber(replica.grpcPort());
    await()
        .atMost(PATIENCE)
        .until(() -> subscriber.weight("gw-1") > 0 && subscriber.weight("gw-2") > 0);
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
  void aDrainIsFollowedFromItsRequestToItsEndAndUndone() throws Exception {
    HttpResponse<String> asked =
        post("/api/v1/gateways/gw-1/drain", "{\"by\":\"alice\",\"windowMillis\":5000}");
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
    String at = location(asked);
    assertThat(json(asked).get("kind").asText()).isEqualTo("drain");

    await().atMost(PATIENCE).until(() -> subscriber.weight("gw-1") == 0);
    await().atMost(PATIENCE).until(() -> left(at) == 10);
    assertThat(get(at).get("action").asText()).isEqualTo("drain");
    clients.left(4);
    await().atMost(PATIENCE).until(() -> left(at) == 4);
    clients.left(0);
    await().atMost(PATIENCE).until(() -> get(at).get("state").asText().equals("done"));

    JsonNode over = get(at);
    assertThat(over.get("requestedBy").asText()).isEqualTo("alice");
    assertThat(over.get("text").asText()).isEqualTo("everybody has left: 10");
    assertThat(over.get("notes")).hasSizeGreaterThanOrEqualTo(4);
    assertThat(over.at("/notes/0/by").asText()).isEqualTo("alice");
    assertThat(over.get("endedUnixMillis").asLong()).isPositive();

    String back = location(post("/api/v1/gateways/gw-1/undrain", "{}"));
    await().atMost(PATIENCE).until(() -> get(back).get("state").asText().equals("done"));
    await().atMost(PATIENCE).until(() -> subscriber.weight("gw-1") > 0);
    assertThat(get("/api/v1/operations").get("items")).hasSize(2);
    assertThat(get("/api/v1/operations?over=false").get("items")).isEmpty();
  }

  @Test
  void anAbortTakesTheDrainBack() throws Exception {
    String at = location(post("/api/v1/gateways/gw-1/drain", "{}"));
    await().atMost(PATIENCE).until(() -> left(at) == 10);

    HttpResponse<String> aborted = post(at + "/abort", "{\"by\":\"bob\"}");

    assertThat(aborted.statusCode()).as(aborted.body()).isEqualTo(202);
    await().atMost(PATIENCE).until(() -> get(at).get("state").asText().equals("aborted"));
    await().atMost(PATIENCE).until(() -> subscriber.weight("gw-1") > 0);
    assertProblem(post(at + "/abort", "{}"), 409, "api.operation-not-abortable");
  }

  @Test
  void aReplicaThatDoesNotLeadPassesOnWhatItIsAskedFor() throws Exception {
    Path token = directory.resolve("token");
    try (Replica follower = Replica.start("cp-2", server, FreePort.find(), Optional.of(token))) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> follower.post("/api/v1/gateways/gw-1/drain", "{}", KEYED).statusCode() == 202);
      String at = location(follower.post("/api/v1/gateways/gw-1/drain", "{}", KEYED));

      await().atMost(PATIENCE).until(() -> left(at) == 10);
      await()
          .atMost(PATIENCE)
          .until(() -> json(follower.get(at, BEARER)).at("/progress/left").asInt(-1) == 10);
      assertThat(location(follower.post(at + "/abort", "{}", BEARER))).isEqualTo(at);
      await().atMost(PATIENCE).until(() -> get(at).get("state").asText().equals("aborted"));
      assertProblem(follower.post(at + "/abort", "{}", BEARER), 409, "api.operation-not-abortable");
      assertProblem(
          follower.post("/api/v1/gateways/gw-9/drain", "{}", BEARER), 404, "api.gateway-unknown");
    }
  }

  @Test
  void askingAgainWithTheSameKeyIsAsGoodAsOnce() throws Exception {
    HttpResponse<String> first =
        post("/api/v1/gateways/gw-1/drain", "{\"by\":\"alice\"}", "Idempotency-Key", "k-1");
    HttpResponse<String> second =
        post("/api/v1/gateways/gw-1/drain", "{\"by\":\"bob\"}", "Idempotency-Key", "k-1");

    assertThat(location(second)).isEqualTo(location(first));
    assertProblem(
        post("/api/v1/gateways/gw-2/drain", "{}", "Idempotency-Key", "k-1"),
        409,
        "api.idempotency-key-used");
    assertProblem(
        post("/api/v1/gateways/gw-2/drain", "{}", "Idempotency-Key", "a b"),
        400,
        "api.bad-request");
  }

  @Test
  void whatCannotBeDoneIsAProblemThatSaysWhy() throws Exception {
    String at = location(post("/api/v1/gateways/gw-1/drain", "{}"));

    assertProblem(post("/api/v1/gateways/gw-1/undrain", "{}"), 409, "api.operation-conflict");
    assertProblem(post("/api/v1/gateways/gw-9/drain", "{}"), 404, "api.gateway-unknown");
    assertProblem(replica.get("/api/v1/operations/none", BEARER), 404, "api.operation-unknown");
    assertProblem(post("/api/v1/operations/none/abort", "{}"), 404, "api.operation-unknown");
    assertProblem(
        post("/api/v1/gateways/gw-2/drain", "{\"windowMillis\":-1}"), 400, "api.bad-request");
    assertProblem(
        post("/api/v1/gateways/gw-2/drain", "{\"windowMillis\":"), 400, "api.bad-request");
    assertProblem(post("/api/v1/gateways/gw-2/kick", "{}"), 400, "api.bad-request");
    assertProblem(
        post("/api/v1/gateways/gw-2/move", "{\"sessions\":1,\"to\":\"gw-2\"}"),
        400,
        "api.bad-request");
    assertProblem(replica.post("/api/v1/gateways/gw-2/drain", "{}"), 401, "api.unauthorized");
    assertThat(get(at).get("over").asBoolean()).isFalse();
  }

  @Test
  void kicksAndMovesReachTheGatewayWithWhatTheyAreAbout() throws Exception {
    String kick =
        location(post("/api/v1/gateways/gw-1/kick", "{\"user\":\"eve\",\"device\":\"phone\"}"));
    String move = location(post("/api/v1/gateways/gw-1/move", "{\"sessions\":3,\"to\":\"gw-2\"}"));

    await().atMost(PATIENCE).until(() -> get(kick).get("state").asText().equals("done"));
    await().atMost(PATIENCE).until(() -> get(move).get("state").asText().equals("done"));
    assertThat(clients.taken())
        .anySatisfy(directive -> {
          assertThat(directive.getStep().getKick().getUser()).isEqualTo("eve");
          assertThat(directive.getStep().getKick().getApp()).isEqualTo("default");
        })
        .anySatisfy(directive -> {
          assertThat(directive.getStep().getMove().getSessions()).isEqualTo(3);
          assertThat(directive.getStep().getMove().getTargets(0).getGateway()).isEqualTo("gw-2");
        });
  }

  @Test
  void aRestartNamesTheRunningProcessAndIsDoneByTheNext() throws Exception {
    String first =
        location(post("/api/v1/gateways/gw-1/restart", "{\"artifact\":\"gateway-2.0+b/1\"}"));
    await().atMost(PATIENCE).until(() -> get(first).get("state").asText().equals("done"));
    assertThat(get(first).get("artifact").asText()).isEqualTo("gateway-2.0+b/1");
    String second = location(post("/api/v1/gateways/gw-1/restart", "{}"));
    await().atMost(PATIENCE).until(() -> get(second).get("state").asText().equals("done"));

    assertThat(clients.taken())
        .extracting(directive -> directive.getStep().getRestart())
        .containsExactly(
            Restart.newBuilder().setArtifact("gateway-2.0+b/1").setGeneration(1).build(),
            Restart.newBuilder().setGeneration(2).build());
    assertProblem(post(first + "/abort", "{}"), 409, "api.operation-not-abortable");
    assertProblem(
        post("/api/v1/gateways/gw-1/restart", "{\"artifact\":\"a b\"}"), 400, "api.bad-request");
    assertProblem(
        post("/api/v1/gateways/gw-1/restart", "{\"artifact\":\"" + "a".repeat(129) + "\"}"),
        400,
        "api.bad-request");
  }

  private int left(String at) throws Exception {
    return get(at).at("/progress/left").asInt(-1);
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> response = replica.get(path, BEARER);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    String[] all = new String[BEARER.length + headers.length];
    System.arraycopy(BEARER, 0, all, 0, BEARER.length);
    System.arraycopy(headers, 0, all, BEARER.length, headers.length);
    return replica.post(path, body, all);
  }

  private static String location(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return URI.create(response.headers().firstValue("Location").orElseThrow()).getPath();
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code)
      throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).get("code").asText()).isEqualTo(code);
    assertThat(json(response).get("detail").asText()).isNotEmpty();
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }
}
