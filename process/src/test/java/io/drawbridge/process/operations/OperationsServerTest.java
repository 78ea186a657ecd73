package io.drawbridge.process.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsServerTest {
  private final Health health = new Health();
  private final Metrics metrics = new Metrics(new Identity("sample", "sample-1", ""));
  private final HttpClient http = HttpClient.newHttpClient();
  private OperationsServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        OperationsServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), health, metrics);
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  @Test
  void isAliveButNotReadyWhileStarting() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/startupz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).contains("\"because\":\"starting\"");
  }

  @Test
  void isReadyWhenStartedAndEveryCheckPasses() throws Exception {
    health.readiness("etcd", Check::passing);
    health.started();

    assertThat(get("/startupz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhichCheckFailsAndWhy() throws Exception {
    health.readiness("etcd", () -> Check.failing("no \"lease\" for 3 s"));
    health.started();

    HttpResponse<String> answer = get("/readyz");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":\"failing\",\"checks\":{\"etcd\":{\"status\":\"failing\",\"because\":"
                + "\"no \\\"lease\\\" for 3 s\"},\"phase\":{\"status\":\"passing\"}}}\n");
  }

  @Test
  void isNeverReadyAgainOnceStopping() throws Exception {
    health.started();
    health.stopping();

    assertThat(get("/readyz").body()).contains("\"because\":\"stopping\"");
  }

  @Test
  void aHangingCheckFailsInsteadOfHangingTheProbe() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    health.started();
    health.readiness(
        "slow",
        () -> {
          try {
            never.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          return Check.passing();
        });

    assertThat(get("/readyz").body()).contains("no answer within 800 ms");
  }

  @Test
  void aThrowingCheckFails() throws Exception {
    health.liveness(
        "broken",
        () -> {
          throw new IllegalStateException("boom");
        });

    assertThat(get("/healthz").body()).contains("the check failed").contains("boom");
  }

  @Test
  void servesMetricsAsPrometheusText() throws Exception {
    metrics.gauge("drawbridge_sample_doors", "Doors open.", () -> 2);

    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body())
        .isEqualTo(
            """
            # HELP drawbridge_sample_doors Doors open.
            # TYPE drawbridge_sample_doors gauge
            drawbridge_sample_doors 2.0
            """);
  }

  @Test
  void otherPathsAreNotFound() throws Exception {
    for (String path : List.of("/", "/healthzz", "/metrics/", "/metricsx")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void otherMethodsAreRefusedOnEveryPath() throws Exception {
    for (String path : List.of("/healthz", "/readyz", "/startupz", "/metrics")) {
      for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
        HttpResponse<String> answer = send(method, path);

        assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(405);
        assertThat(answer.body()).isEqualTo("method not allowed (expected: GET)\n");
      }
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path))
            .method(
                method,
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("x"))
            .build(),
        BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }
}
