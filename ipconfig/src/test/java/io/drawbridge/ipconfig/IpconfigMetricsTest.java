package io.drawbridge.ipconfig;

import static io.drawbridge.ipconfig.snapshot.SampleFleet.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.architecture.MetricsDocument;
import io.drawbridge.ipconfig.snapshot.LocalControlPlane;
import io.drawbridge.ipconfig.snapshot.SampleFleet;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IpconfigMetricsTest {
  /** Two minutes after the sample snapshots were made. */
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochMilli(SampleFleet.MADE_UNIX_MILLIS + 120_000));

  @TempDir private Path directory;
  private final Metrics metrics = new Metrics(new Identity("ipconfig", "ipc-1", "local-1"));
  private LocalControlPlane controlPlane;
  private Ipconfig ipconfig;

  @BeforeEach
  void start() throws IOException {
    controlPlane = LocalControlPlane.start();
    ipconfig = Ipconfig.start(config(), false, new Health(), metrics, CLOCK);
  }

  @AfterEach
  void stop() {
    ipconfig.close();
    controlPlane.close();
  }

  @Test
  void areThoseOfTheDocument() {
    assertThat(metrics.catalog())
        .extracting(metric -> metric.row())
        .containsExactlyElementsOf(MetricsDocument.rows("ipconfig"));
  }

  @Test
  void countAnswersByPathAndStatus() throws Exception {
    assertThat(samples())
        .contains("drawbridge_ipconfig_answers_total{path=\"/v1/ipconfig\",status=\"200\"} 0.0");

    get("/v1/ipconfig?did=a"); // no snapshot yet
    get("/v1/ipconfig");
    get("/d?dn=ipconfig.drawbridge.local");
    get("/secret-1");
    get("/secret-2");

    assertThat(samples())
        .contains(
            "drawbridge_ipconfig_answers_total{path=\"/v1/ipconfig\",status=\"503\"} 1.0",
            "drawbridge_ipconfig_answers_total{path=\"/v1/ipconfig\",status=\"400\"} 1.0",
            "drawbridge_ipconfig_answers_total{path=\"/d\",status=\"200\"} 1.0",
            "drawbridge_ipconfig_answers_total{path=\"other\",status=\"404\"} 2.0")
        .noneMatch(sample -> sample.contains("secret"));
  }

  @Test
  void tellTheSnapshotsAgeOnceThereIsOne() throws Exception {
    assertThat(samples())
        .contains("drawbridge_ipconfig_subscriptions{state=\"down\"} 1.0")
        .noneMatch(sample -> sample.startsWith("drawbridge_ipconfig_snapshot_"));

    controlPlane.publish(snapshot(1, 3));

    await()
        .untilAsserted(() ->
            assertThat(samples())
                .contains(
                    "drawbridge_ipconfig_snapshot_age_seconds 120.0",
                    "drawbridge_ipconfig_snapshot_gateways 3.0",
                    "drawbridge_ipconfig_snapshot_number 1.0",
                    "drawbridge_ipconfig_subscriptions{state=\"up\"} 1.0",
                    "drawbridge_ipconfig_subscriptions{state=\"down\"} 0.0"));
    controlPlane.close();
    await()
        .untilAsserted(() ->
            assertThat(samples()).contains("drawbridge_ipconfig_subscriptions{state=\"up\"} 0.0"));
  }

  private List<String> samples() {
    return metrics.text().lines().filter(line -> !line.startsWith("#")).toList();
  }

  private void get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + ipconfig.address().getPort() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
    }
  }

  private IpconfigConfig config() {
    return new IpconfigConfig(
        "ipc-1",
        SampleFleet.REGION,
        false,
        new HostPort("127.0.0.1", 0),
        new HostPort("127.0.0.1", 0),
        List.of(controlPlane.address()),
        "ipconfig.drawbridge.local",
        List.of("127.1.3.1"),
        Duration.ofSeconds(60),
        new AnswerConfig(5, Duration.ofSeconds(300), Duration.ofSeconds(5)),
        directory.resolve("snapshot"));
  }
}
