package io.drawbridge.process.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.opentelemetry.api.common.AttributeKey;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics(new Identity("sample", "sample-1", "local-1"));

  @Test
  void readsAValueWhenItIsScraped() {
    AtomicLong doors = new AtomicLong(1);
    metrics.gauge("drawbridge_sample_doors", "Doors open.", doors::get);
    assertThat(samples()).containsExactly("drawbridge_sample_doors 1.0");

    doors.set(3);

    assertThat(samples()).containsExactly("drawbridge_sample_doors 3.0");
  }

  @Test
  void namesACounterAsItIsWritten() {
    metrics.counter("drawbridge_sample_read_bytes_total", "Bytes read.", () -> 5);

    assertThat(text())
        .isEqualTo(
            """
            # HELP drawbridge_sample_read_bytes_total Bytes read.
            # TYPE drawbridge_sample_read_bytes_total counter
            drawbridge_sample_read_bytes_total 5.0
            """);
  }

  @Test
  void aScrapeByAVirtualThreadIsTheSameAndCostsNoMore() throws Exception {
    for (int i = 0; i < 150; i++) {
      String name = "drawbridge_sample_%c%c".formatted('a' + i / 26, 'a' + i % 26);
      metrics.gauge(name, "Doors ".repeat(20), () -> 1);
    }
    String expected = text();
    AtomicReference<String> told = new AtomicReference<>("");
    var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) { // other threads allocate, too, now and then
      long before = memory.getTotalThreadAllocatedBytes();
      Thread.ofVirtual().start(() -> told.set(metrics.text())).join();
      least = Math.min(least, memory.getTotalThreadAllocatedBytes() - before);
    }

    assertThat(told.get()).isEqualTo(expected);
    assertThat(least).as("bytes for %d of text", expected.length()).isLessThan(1 << 20);
  }

  @Test
  void tellsSeriesApartByLabels() {
    metrics.gauge(
        "drawbridge_sample_doors",
        "Doors.",
        List.of("state"),
        series -> {
          series.record(2, "open");
          series.record(1, "a \"b\"\n\\c");
        });

    assertThat(samples())
        .containsExactlyInAnyOrder(
            "drawbridge_sample_doors{state=\"open\"} 2.0",
            "drawbridge_sample_doors{state=\"a \\\"b\\\"\\n\\\\c\"} 1.0");
  }

  @Test
  void writesAHistogramByCumulativeBuckets() {
    metrics.histogram(
        "drawbridge_sample_wait_seconds",
        "Waits.",
        () -> new Distribution(List.of(0.001, 0.01), List.of(4L, 2L, 1L), 0.5));

    assertThat(samples())
        .containsExactly(
            "drawbridge_sample_wait_seconds_bucket{le=\"0.001\"} 4",
            "drawbridge_sample_wait_seconds_bucket{le=\"0.01\"} 6",
            "drawbridge_sample_wait_seconds_bucket{le=\"+Inf\"} 7",
            "drawbridge_sample_wait_seconds_count 7",
            "drawbridge_sample_wait_seconds_sum 0.5");
  }

  @Test
  void hasNoSampleOfWhatIsNotKnown() {
    metrics.gauge("drawbridge_sample_age_seconds", "Age.", () -> Double.NaN);

    assertThat(text()).isEmpty();
  }

  @Test
  void oneThatThrowsDoesNotDisturbTheOthers() {
    metrics.gauge(
        "drawbridge_sample_broken",
        "Broken.",
        () -> {
          throw new IllegalStateException("boom");
        });
    metrics.histogram(
        "drawbridge_sample_broken_seconds",
        "Broken, too.",
        () -> {
          throw new IllegalStateException("boom");
        });
    metrics.gauge("drawbridge_sample_doors", "Doors open.", () -> 1);

    assertThat(samples()).containsExactly("drawbridge_sample_doors 1.0");
    assertThat(samples()).containsExactly("drawbridge_sample_doors 1.0");
  }

  @Test
  void boundsTheSeriesOfAMetric() {
    metrics.gauge(
        "drawbridge_sample_users",
        "A mistake.",
        List.of("user"),
        series -> {
          for (int i = 0; i < 10 * Metrics.MAX_SERIES; i++) {
            series.record(1, "user-" + i);
          }
        });

    assertThat(samples())
        .hasSize(Metrics.MAX_SERIES + 1)
        .contains("drawbridge_sample_users{otel_metric_overflow=\"true\"} 1.0");
  }

  @Test
  void refusesNamesThatAreNotOurs() {
    for (String name :
        List.of("jvm_threads", "drawbridge_", "drawbridge_Doors", "drawbridge_x-y", "drawbridge")) {
      assertThatThrownBy(() -> metrics.gauge(name, "Wrong.", () -> 1))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(name + ": a metric's name (expected: drawbridge_…)");
    }
  }

  @Test
  void onlyCountersEndInTotal() {
    assertThatThrownBy(() -> metrics.counter("drawbridge_sample_reads", "Reads.", () -> 1))
        .hasMessageContaining("expected: counters end in _total");
    assertThatThrownBy(() -> metrics.gauge("drawbridge_sample_reads_total", "Reads.", () -> 1))
        .hasMessageContaining("expected: counters end in _total");
  }

  @Test
  void refusesAnEndingThatTheTextWriterCutsOff() {
    assertThatThrownBy(() -> metrics.gauge("drawbridge_sample_info", "Who.", () -> 1))
        .hasMessageContaining("expected: another word");
  }

  @Test
  void refusesANameTwice() {
    metrics.gauge("drawbridge_sample_doors", "Doors open.", () -> 1);

    assertThatThrownBy(() -> metrics.gauge("drawbridge_sample_doors", "Again.", () -> 1))
        .hasMessage("drawbridge_sample_doors: there already (expected: a new name)");
  }

  @Test
  void describesEachMetricAsItsRowInTheDocument() {
    metrics.counter(
        "drawbridge_sample_read_bytes_total", "Bytes read.", List.of("direction"), _ -> {});

    assertThat(metrics.catalog().getFirst().row())
        .isEqualTo(
            "| `drawbridge_sample_read_bytes_total` | counter | bytes | direction | Bytes read. |");
  }

  @Test
  void knowsItsProcessByOpenTelemetrysNames() {
    assertThat(new Identity("gateway", "gw-1", "local-1").resource().getAttributes().asMap())
        .extractingByKey(AttributeKey.stringKey("service.instance.id"))
        .isEqualTo("gw-1");
  }

  private String text() {
    return metrics.text();
  }

  private List<String> samples() {
    return text().lines().filter(line -> !line.startsWith("#")).toList();
  }
}
