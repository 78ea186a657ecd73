package io.drawbridge.process.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsServerTest {
  private final Health health = new Health();
  private final HttpClient http = HttpClient.newHttpClient();
  private OperationsServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        OperationsServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), health);
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
  void otherPathsAndMethodsAreRefused() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/healthzz").statusCode()).isEqualTo(404);
    HttpRequest post =
        HttpRequest.newBuilder(uri("/healthz"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }
}
