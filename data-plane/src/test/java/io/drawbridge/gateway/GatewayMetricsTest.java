package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.architecture.MetricsDocument;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.proto.business.v1.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayMetricsTest {
  @TempDir private Path directory;

  @Test
  void areThoseOfTheDocument() throws Exception {
    try (TestGateway gateway = new TestGateway(directory)) {
      assertThat(gateway.metrics.catalog())
          .extracting(metric -> metric.row())
          .containsExactlyElementsOf(MetricsDocument.rows("Gateway"));
    }
  }

  @Test
  void countWhatAClientDoes() throws Exception {
    try (TestGateway gateway = new TestGateway(directory);
        RawClient alice = gateway.connected("alice")) {
      alice.upstream(1, 1, "hello");
      await()
          .until(() -> value(gateway, "drawbridge_gateway_messages_total{direction=\"in\"}") == 1);

      assertThat(scrape(gateway))
          .containsEntry("drawbridge_gateway_connections", 1.0)
          .containsEntry("drawbridge_gateway_sessions", 1.0)
          .containsEntry("drawbridge_gateway_accepts_total", 1.0)
          .containsEntry("drawbridge_gateway_message_bytes_total{direction=\"in\"}", 5.0)
          .containsEntry("drawbridge_gateway_draining", 0.0);
      await() // it comes with the next report
          .until(() -> value(gateway, "drawbridge_gateway_business_answer_seconds_count") == 1);
    }
  }

  @Test
  void tellThatNobodyIsThere() throws Exception {
    try (TestGateway gateway = new TestGateway(directory)) {
      assertThat(scrape(gateway))
          .containsEntry("drawbridge_gateway_directory_reachable", 0.0)
          .containsEntry("drawbridge_gateway_registered", 0.0)
          .containsEntry("drawbridge_gateway_control_streams{state=\"up\"}", 0.0)
          .containsEntry("drawbridge_gateway_control_streams{state=\"down\"}", 0.0);
    }
  }

  @Test
  void tellThatAnotherRegionIsOutOfReach() throws Exception {
    List<String> regions = List.of("local-1", "local-2");
    try (TestGateway gateway =
            new TestGateway(directory, FreePort.find(), OptionalInt.empty(), "local-1", regions);
        Pusher pusher = new Pusher(gateway.grpcPort)) {
      pusher.push(1, "nobody", 1, "hello");
      assertThat(pusher.outcomes(1)).containsExactly(Outcome.UNAVAILABLE);

      assertThat(scrape(gateway))
          .containsEntry("drawbridge_gateway_region_heard{other_region=\"local-2\"}", 0.0)
          .containsEntry("drawbridge_gateway_home_doubt{home=\"local-1\"}", 1.0)
          .containsEntry("drawbridge_gateway_home_doubt{home=\"local-2\"}", 1.0)
          .containsEntry("drawbridge_gateway_home_pending{home=\"local-2\"}", 0.0)
          .containsEntry("drawbridge_gateway_push_outcomes_total{outcome=\"unavailable\"}", 1.0)
          .containsEntry("drawbridge_gateway_push_outcomes_total{outcome=\"offline\"}", 0.0);
    }
  }

  private static double value(TestGateway gateway, String series) {
    return scrape(gateway).getOrDefault(series, Double.NaN);
  }

  private static Map<String, Double> scrape(TestGateway gateway) {
    return gateway
        .metrics
        .text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.lastIndexOf(' ')),
                line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
  }
}
