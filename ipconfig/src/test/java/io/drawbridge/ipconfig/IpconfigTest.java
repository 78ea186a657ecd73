package io.drawbridge.ipconfig;

import static io.drawbridge.ipconfig.snapshot.SampleFleet.gateway;
import static io.drawbridge.ipconfig.snapshot.SampleFleet.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.ipconfig.snapshot.LocalControlPlane;
import io.drawbridge.ipconfig.snapshot.SampleFleet;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole ipconfig against a real FleetSnapshots server. */
class IpconfigTest {
  /** Two minutes after the sample snapshots were made. */
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochMilli(SampleFleet.MADE_UNIX_MILLIS + 120_000));

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private LocalControlPlane controlPlane;

  @BeforeEach
  void startControlPlane() throws IOException {
    controlPlane = LocalControlPlane.start();
  }

  @AfterEach
  void stopControlPlane() {
    controlPlane.close();
    client.close();
  }

  @Test
  void answersFromTheStreamAndTellsBackWhatItAnswered() throws Exception {
    try (Ipconfig ipconfig = start("a")) {
      controlPlane.publish(snapshot(1, 3));
      awaitGeneration(ipconfig, "1.7.1");

      HttpResponse<String> response = get(ipconfig, "/v1/ipconfig?did=phone-1&proto=tcp");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(header(response, "Content-Type")).isEqualTo("application/json");
      assertThat(header(response, "Cache-Control"))
          .isEqualTo("private, max-age=300, stale-if-error=86400");
      assertThat(header(response, "Drawbridge-Snapshot-Age-Ms")).isEqualTo("120000");
      String first = json(response).get("endpoints").get(0).get("id").asText();
      await().untilAsserted(() -> assertThat(gatewaysReported()).contains(first));
    }
  }

  @Test
  void sparesAClientTheListItHas() throws Exception {
    try (Ipconfig ipconfig = start("a")) {
      controlPlane.publish(snapshot(1, 3));
      awaitGeneration(ipconfig, "1.7.1");
      String etag = header(get(ipconfig, "/v1/ipconfig?did=phone-1"), "ETag");

      for (String ifNoneMatch : List.of(etag, etag.substring(2), "\"other\", " + etag, "*")) {
        HttpResponse<String> again =
            get(ipconfig, "/v1/ipconfig?did=phone-1", "If-None-Match", ifNoneMatch);
        assertThat(again.statusCode()).as(ifNoneMatch).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(etag);
      }
      assertThat(
              get(ipconfig, "/v1/ipconfig?did=phone-1", "If-None-Match", "\"other\"").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void twoReplicasAnswerWithEqualBytes() throws Exception {
    try (Ipconfig one = start("a");
        Ipconfig other = start("b")) {
      controlPlane.publish(snapshot(1, 12));
      awaitGeneration(one, "1.7.1");
      awaitGeneration(other, "1.7.1");

      Set<String> firsts = new TreeSet<>();
      for (int i = 0; i < 100; i++) {
        String path = "/v1/ipconfig?did=phone-" + i + "&prev=gw-" + i % 15;
        HttpResponse<String> here = get(one, path);
        HttpResponse<String> there = get(other, path);
        assertThat(here.body()).isEqualTo(there.body());
        assertThat(header(here, "ETag")).isEqualTo(header(there, "ETag"));
        firsts.add(json(here).get("endpoints").get(0).get("id").asText());
      }
      assertThat(firsts).hasSize(12);
    }
  }

  @Test
  void aDrainIsOutOfAnswersAndConfirmedWithinASecond() throws Exception {
    try (Ipconfig ipconfig = start("a")) {
      controlPlane.publish(snapshot(1, 2));
      awaitGeneration(ipconfig, "1.7.1");

      controlPlane.publish(
          snapshot(
              2,
              List.of(
                  gateway("gw-1", PlacementState.DRAINING, 0),
                  gateway("gw-2", PlacementState.UP, 1))));

      await()
          .atMost(Duration.ofSeconds(1))
          .untilAsserted(() ->
              assertThat(get(ipconfig, "/v1/ipconfig?did=phone-1&prev=gw-1").body())
                  .doesNotContain("gw-1"));
      await()
          .atMost(Duration.ofSeconds(1))
          .until(() -> controlPlane.reports().getLast().getApplied().getCounter() == 2);
    }
  }

  @Test
  void startsFromDiskWhenNoControlPlaneIsThere() throws Exception {
    String before;
    try (Ipconfig ipconfig = start("a")) {
      controlPlane.publish(snapshot(1, 3));
      awaitGeneration(ipconfig, "1.7.1");
      before = get(ipconfig, "/v1/ipconfig?did=phone-1").body();
    }
    controlPlane.crash();

    try (Ipconfig ipconfig = start("a")) {
      HttpResponse<String> response = get(ipconfig, "/v1/ipconfig?did=phone-1");

      assertThat(response.body()).isEqualTo(before);
      assertThat(header(response, "Drawbridge-Snapshot-Age-Ms")).isEqualTo("120000");
      assertThat(json(get(ipconfig, "/v1/explain?did=phone-1")).at("/snapshot/source").asText())
          .startsWith("file ");
    }
  }

  @Test
  void asksToComeLaterAtDifferentTimesBeforeTheFirstSnapshot() throws Exception {
    Files.writeString(directory.resolve("snapshot-a"), "no snapshot");
    try (Ipconfig ipconfig = start("a")) {
      Set<Integer> delays = new TreeSet<>();
      for (int i = 0; i < 100; i++) {
        HttpResponse<String> response = get(ipconfig, "/v1/ipconfig?did=phone-1");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(json(response).get("code").asText()).isEqualTo("ipconfig.no-snapshot");
        delays.add(Integer.valueOf(header(response, "Retry-After")));
      }
      assertThat(delays).hasSizeGreaterThan(5).allMatch(delay -> delay >= 1 && delay <= 10);
    }
  }

  @Test
  void saysThatNoGatewayIsLeft() throws Exception {
    try (Ipconfig ipconfig = start("a")) {
      controlPlane.publish(snapshot(1, List.of(gateway("gw-1", PlacementState.DRAINING, 0))));
      awaitGeneration(ipconfig, "1.7.1");

      HttpResponse<String> response = get(ipconfig, "/v1/ipconfig?did=phone-1");

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(json(response).get("detail").asText())
          .isEqualTo("gateways: none of 1 in generation 1.7.1 (expected: one that is not leaving)");
    }
  }

  @Test
  void explainsAnAnswerStageByStage() throws Exception {
    try (Ipconfig ipconfig = start("a")) {
      controlPlane.publish(
          snapshot(
              1,
              List.of(
                  gateway("gw-1", PlacementState.UP, 2),
                  gateway("gw-2", PlacementState.UP, 1),
                  gateway("gw-3", PlacementState.SUSPECT, 5))));
      awaitGeneration(ipconfig, "1.7.1");

      JsonNode explained = json(get(ipconfig, "/v1/explain?did=phone-1&prev=gw-1"));

      assertThat(explained.get("bucket").asInt()).isEqualTo(49_098);
      assertThat(explained.at("/snapshot/source").asText())
          .isEqualTo(controlPlane.address().toString());
      assertThat(explained.at("/eligibility/2/because").asText()).isEqualTo("suspect");
      assertThat(explained.get("draw").findValuesAsText("id"))
          .containsExactlyInAnyOrder("gw-1", "gw-2");
      List<String> list = new ArrayList<>();
      explained.get("list").forEach(id -> list.add(id.asText()));
      assertThat(list)
          .startsWith("gw-1")
          .isEqualTo(
              json(get(ipconfig, "/v1/ipconfig?did=phone-1&prev=gw-1"))
                  .get("endpoints")
                  .findValuesAsText("id"));
    }
  }

  @Test
  void resolvesItsOwnName() throws Exception {
    try (Ipconfig ipconfig = start("a")) {
      assertThat(get(ipconfig, "/d?dn=ipconfig.drawbridge.local&ttl=1").body())
          .isEqualTo("127.1.3.1,60");
    }
  }

  @Test
  void namesBadParameters() throws Exception {
    try (Ipconfig ipconfig = start("a")) {
      controlPlane.publish(snapshot(1, 1));
      awaitGeneration(ipconfig, "1.7.1");

      assertThat(json(get(ipconfig, "/v1/ipconfig")).get("detail").asText())
          .isEqualTo("did: missing (expected: 1 to 128 bytes)");
      assertThat(json(get(ipconfig, "/v1/ipconfig?did=a&proto=udp")).get("detail").asText())
          .isEqualTo("proto: udp (expected: some of tcp,tls,ws,wss)");
      assertThat(get(ipconfig, "/v1/ipconfig?did=a&proto=quic,tcp&new=1").statusCode())
          .isEqualTo(200);
      assertThat(get(ipconfig, "/v1/ipconfig?did=a&proto=wss").statusCode()).isEqualTo(503);
    }
  }

  private Ipconfig start(String name) throws IOException {
    IpconfigConfig config =
        new IpconfigConfig(
            "ipc-" + name,
            SampleFleet.REGION,
            false,
            new HostPort("127.0.0.1", 0),
            new HostPort("127.0.0.1", 0),
            List.of(controlPlane.address()),
            "ipconfig.drawbridge.local",
            List.of("127.1.3.1"),
            Duration.ofSeconds(60),
            new AnswerConfig(5, Duration.ofSeconds(300), Duration.ofSeconds(5)),
            directory.resolve("snapshot-" + name));
    Metrics metrics = new Metrics(new Identity("ipconfig", "ipc-" + name, SampleFleet.REGION));
    return Ipconfig.start(config, false, new Health(), metrics, CLOCK);
  }

  private void awaitGeneration(Ipconfig ipconfig, String generation) {
    await()
        .untilAsserted(() ->
            assertThat(get(ipconfig, "/v1/explain?did=a").body())
                .contains("\"gen\":\"" + generation + "\""));
  }

  private HttpResponse<String> get(Ipconfig ipconfig, String path, String... headers)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + ipconfig.address().getPort() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private List<String> gatewaysReported() {
    return controlPlane.reports().stream()
        .map(SubscriberReport::getAnswersList)
        .flatMap(answers -> answers.stream().map(answer -> answer.getGateway()))
        .toList();
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }
}
