package io.drawbridge.process.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.architecture.MetricsDocument;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {
  private final Identity identity = new Identity("sample", "sample-1", "local-1");
  private final Metrics metrics = new Metrics(identity);

  @BeforeEach
  void register() {
    ProcessMetrics.register(metrics, identity);
  }

  @Test
  void areThoseOfTheDocument() {
    assertThat(metrics.catalog().stream().map(Metric::row))
        .containsExactlyElementsOf(MetricsDocument.rows("Every process"));
  }

  @Test
  void saysWhichProcessItIs() {
    assertThat(samples())
        .containsEntry(
            "drawbridge_process_identity"
                + "{drawbridge_region=\"local-1\",service_instance_id=\"sample-1\",service_name=\"sample\"}",
            1.0);
  }

  @Test
  void tellsWhatTheJvmUses() {
    Map<String, Double> samples = samples();

    assertThat(samples.get("drawbridge_jvm_memory_used_bytes{area=\"heap\"}")).isGreaterThan(1e6);
    assertThat(samples.get("drawbridge_process_cpu_seconds_total")).isGreaterThan(0);
    assertThat(samples.get("drawbridge_process_start_time_seconds")).isGreaterThan(1.7e9);
    assertThat(samples.get("drawbridge_process_open_descriptors")).isGreaterThan(2);
    assertThat(samples.get("drawbridge_jvm_threads")).isGreaterThan(1);
    assertThat(samples.keySet())
        .anyMatch(name -> name.startsWith("drawbridge_jvm_gc_collections_total{"));
  }

  private Map<String, Double> samples() {
    return metrics
        .text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.lastIndexOf(' ')),
                line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
  }
}
