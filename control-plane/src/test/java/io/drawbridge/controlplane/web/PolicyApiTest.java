package io.drawbridge.controlplane.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.controlplane.policy.PolicyBook;
import io.drawbridge.controlplane.policy.PolicyDesk.PolicyAnswer;
import io.drawbridge.controlplane.resources.PolicyResource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies over HTTP, with a desk that keeps them in memory. */
class PolicyApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEXT =
      """
      kind: Throttle
      name: chat-limits
      limits:
        - {name: each-user, per: user, rate: 5}
      """;

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final PolicyBook book = new PolicyBook();
  private static final MemoryPolicies desk = new MemoryPolicies(book);
  private static final FleetEvents events = new FleetEvents(Map::of);
  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    server = serving(new PolicyResource(desk, book));
  }

  @BeforeEach
  void forget() {
    book.replace(List.of());
    desk.trouble(Optional.empty());
  }

  @AfterAll
  static void stop() {
    events.close();
    server.close();
    http.close();
  }

  private static WebServer serving(PolicyResource policies) throws Exception {
    return WebServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.empty(),
        ConsoleFiles.of(Optional.empty()),
        events,
        policies);
  }

  @Test
  void aNewVersionIsTakenDownAndTheAnswerSaysWhereToLook() throws Exception {
    HttpResponse<String> answer =
        post("/policies", Map.of("text", TEXT, "by", "ada", "comment", "too loud"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .endsWith("/api/v1/policies/chat-limits");
    JsonNode policy = get("/policies/chat-limits");
    assertThat(policy.path("kind").asText()).isEqualTo("Throttle");
    assertThat(policy.path("stable").asLong()).isZero();
    assertThat(policy.at("/versions/0/by").asText()).isEqualTo("ada");
    assertThat(policy.at("/versions/0/comment").asText()).isEqualTo("too loud");
    assertThat(policy.at("/versions/0/text").isNull()).isTrue();
    assertThat(policy.at("/rollout/state").asText()).isEqualTo("rolling-out");
    assertThat(policy.at("/rollout/over").asBoolean()).isFalse();
    assertThat(policy.at("/rollout/stages")).hasSize(3);
    assertThat(policy.at("/rollout/stages/0/measure/tiers/0/share").asDouble()).isEqualTo(0.25);
    assertThat(policy.at("/rollout/stages/1/measure").isNull()).isTrue();
    assertThat(policy.at("/rollout/guards/protectedTiers/0").asText()).isEqualTo("critical");
  }

  @Test
  void aTextIsToldWithItsVersionAlone() throws Exception {
    post("/policies", Map.of("text", TEXT));

    assertThat(get("/policies/chat-limits/versions/1").path("text").asText()).isEqualTo(TEXT);
    assertThat(get("/policies").at("/items/0/newest/version").asLong()).isEqualTo(1);
    assertThat(get("/policies").at("/items/0/versions").isNull()).isTrue();
  }

  @Test
  void theDocumentItselfIsABodyToo() throws Exception {
    HttpResponse<String> answer =
        send("POST", "/policies?by=ada&comment=loud", TEXT, "application/yaml");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(get("/policies/chat-limits").at("/newest/by").asText()).isEqualTo("ada");
    assertThat(get("/policies/chat-limits").at("/newest/comment").asText()).isEqualTo("loud");
  }

  @Test
  void aPlanSaysWhatIsOtherThanUsual() throws Exception {
    String plan =
        """
        {"stages": [{"share": 0, "bakeMillis": 1000}, {"share": 1, "bakeMillis": 0}],
         "guards": {"protectedTiers": ["standard"], "refusedShare": 0.2}}
        """;

    HttpResponse<String> answer =
        post("/policies", Map.of("text", TEXT, "plan", JSON.readTree(plan)));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    JsonNode rollout = get("/policies/chat-limits").path("rollout");
    assertThat(rollout.path("stages")).hasSize(2);
    assertThat(rollout.at("/guards/protectedTiers/0").asText()).isEqualTo("standard");
    assertThat(rollout.at("/stages/0/bakeMillis").asLong()).isEqualTo(1_000);
    assertThat(rollout.at("/guards/protectedTiers")).hasSize(1);
    assertThat(rollout.at("/guards/refusedShare").asDouble()).isEqualTo(0.2);
    assertThat(rollout.at("/guards/p99Ratio").asDouble()).isEqualTo(3);
  }

  @Test
  void whatADryRunOfTheSameTextSaidIsThePrediction() throws Exception {
    HttpResponse<String> tried = post("/policy-trials", Map.of("text", TEXT, "by", "ada"));

    assertThat(tried.statusCode()).as(tried.body()).isEqualTo(202);
    assertThat(get("/policies/chat-limits").at("/dryRun/state").asText()).isEqualTo("tried");
    assertThat(get("/policies/chat-limits").at("/dryRun/lengthMillis").asLong()).isEqualTo(10_000);
    assertThat(get("/policies/chat-limits").path("newest").isNull()).isTrue();

    post("/policies", Map.of("text", TEXT));
    JsonNode predicted = get("/policies/chat-limits").at("/rollout/predicted");
    assertThat(predicted.at("/0/tier").asText()).isEqualTo("background");
    assertThat(predicted.at("/0/share").asDouble()).isEqualTo(0.25);

    post("/policies", Map.of("text", TEXT.replace("rate: 5", "rate: 6")));
    assertThat(get("/policies/chat-limits").at("/rollout/predicted")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "abort", "remove", "rollback"})
  void whatIsAskedAboutAPolicyReachesTheDesk(String verb) throws Exception {
    post("/policies", Map.of("text", TEXT));

    HttpResponse<String> answer = post("/policies/chat-limits/" + verb, Map.of("by", "ada"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    JsonNode note = JSON.readTree(answer.body()).at("/rollout/notes/0");
    assertThat(note.path("by").asText()).isEqualTo("ada");
    assertThat(note.path("text").asText()).startsWith(verb.equals("rollback") ? "back" : verb);
  }

  @Test
  void aBodyMayBeLeftOut() throws Exception {
    post("/policies", Map.of("text", TEXT));

    assertThat(send("POST", "/policies/chat-limits/pause", "", "application/json").statusCode())
        .isEqualTo(202);
  }

  @Test
  void anInvalidDocumentIsRefusedWithALineForEachProblem() throws Exception {
    String wrong = TEXT.replace("rate: 5", "rate: 0") + "nonsense: 1\n";

    HttpResponse<String> answer = post("/policies", Map.of("text", wrong));

    assertThat(answer.statusCode()).isEqualTo(422);
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.path("code").asText()).isEqualTo("api.policy-invalid");
    assertThat(problem.path("detail").asText().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("policy:4: limits[0].rate: 0.0"))
        .anyMatch(line -> line.startsWith("policy:5: nonsense: unknown key"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | /policies                           | {}                              | 400 | api.bad-request
          POST | /policies                           | []                              | 400 | api.bad-request
          POST | /policies                           | {"text":"x","comment":"a\\nb"}  | 400 | api.bad-request
          POST | /policies                           | {"text":"x","over":-1}          | 400 | api.bad-request
          POST | /policies                           | {"text":"x","plan":{"stages":[]}} | 400 | api.bad-request
          POST | /policies                           | {"text":"x","plan":{"stages":[null]}} | 400 | api.bad-request
          POST | /policies                           | {"text":"x","plan":{"guards":{"refusedShare":2}}} | 400 | api.bad-request
          POST | /policies                           | {"text":"x","plan":{"guards":{"protectedTiers":[null]}}} | 400 | api.bad-request
          POST | /policies                           | {"text":"x","plan":{"guards":{"protectedTiers":["unrecognized"]}}} | 400 | api.bad-request
          POST | /policies                           | {"text":"x","plan":{"guards":{"protectedTiers":["urgent"]}}} | 400 | api.bad-request
          POST | /policy-trials                      | {"text":"x","lengthMillis":0}   | 400 | api.bad-request
          POST | /policy-trials                      | {"text":"x"}                    | 422 | api.policy-invalid
          POST | /policies/none/abort                | {}                              | 404 | api.policy-unknown
          POST | /policies/none/rollback             | {"version":0}                   | 400 | api.bad-request
          GET  | /policies/none                      | -                               | 404 | api.policy-unknown
          GET  | /policies/none/versions/1           | -                               | 404 | api.policy-unknown
          """)
  void whatCannotBeIsRefused(String method, String path, String body, int status, String code)
      throws Exception {
    HttpResponse<String> answer = send(method, path, body, "application/json");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("code").asText()).isEqualTo(code);
    assertThat(Files.readString(Path.of("../docs/errors.md"))).contains("| " + code + " |");
  }

  @Test
  void anUnknownVersionIsNotFound() throws Exception {
    post("/policies", Map.of("text", TEXT));

    assertRefused(get404("/policies/chat-limits/versions/7"), 404, "api.policy-unknown");
    assertRefused(get404("/policies/chat-limits/versions/newest"), 404, "api.policy-unknown");
  }

  @Test
  void whoeverWasFasterIsNotOverwritten() throws Exception {
    post("/policies", Map.of("text", TEXT));

    HttpResponse<String> answer = post("/policies", Map.of("text", TEXT, "over", 0));

    assertRefused(answer, 409, "api.policy-conflict");
    assertThat(get("/policies/chat-limits").path("versions")).hasSize(1);
  }

  @Test
  void whatIsNotWrittenIsToBeAskedForAgain() throws Exception {
    desk.trouble(Optional.of(new PolicyAnswer.Unavailable("etcd: no answer")));

    assertRefused(post("/policies", Map.of("text", TEXT)), 503, "api.policy-not-recorded");
  }

  @Test
  void aBodyBeyondTheBoundIsNotRead() throws Exception {
    HttpResponse<String> answer =
        send("POST", "/policies", "#".repeat((256 << 10) + 1), "application/yaml");

    assertRefused(answer, 413, "api.body-too-large");
  }

  @Test
  void theLargestDocumentFitsHoweverItIsWritten() throws Exception {
    String comment = "\\u0023".repeat(32_000);
    String text = JSON.writeValueAsString(TEXT);
    String body = "{\"text\":\"" + text.substring(1, text.length() - 1) + comment + "\"}";

    assertThat(send("POST", "/policies", body, "application/json").statusCode()).isEqualTo(202);
  }

  @Test
  void theSchemaIsThere() throws Exception {
    assertThat(get("/policy-schema").path("$schema").asText()).contains("2020-12");
  }

  @Test
  void nothingIsToldBeforeEtcdWasRead() throws Exception {
    PolicyBook unread = new PolicyBook();
    try (WebServer early = serving(new PolicyResource(new MemoryPolicies(unread), unread))) {
      URI all = URI.create("http://127.0.0.1:" + early.port() + "/api/v1/policies");
      assertRefused(
          http.send(HttpRequest.newBuilder(all).build(), BodyHandlers.ofString()),
          503,
          "api.policy-not-recorded");
    }
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("code").asText()).isEqualTo(code);
    assertThat(Files.readString(Path.of("../docs/errors.md"))).contains("| " + code + " |");
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = get404(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> get404(String path) throws Exception {
    return send("GET", path, "", "application/json");
  }

  private HttpResponse<String> post(String path, Map<String, ?> body) throws Exception {
    return send("POST", path, JSON.writeValueAsString(body), "application/json");
  }

  private HttpResponse<String> send(String method, String path, String body, String type)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path))
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }
}
