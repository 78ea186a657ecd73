package io.drawbridge.process.telemetry;

import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.exporter.prometheus.TranslationStrategy;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** OpenTelemetry's SDK, and what it collects as Prometheus text. Threads: one at a time. */
final class Exposition {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Where the text's buffer begins; a gateway's metrics are some 10 KB. */
  private static final int TEXT_BYTES = 16 << 10;

  private final PrometheusMetricReader reader =
      PrometheusMetricReader.builder()
          .setTranslationStrategy(TranslationStrategy.UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES)
          .setTargetInfoMetricEnabled(false) // its name is not ours; see ProcessMetrics
          .setOtelScopeLabelsEnabled(false)
          .build();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final Meter meter;

  /**
   * @param maxSeries of one metric; the rest is one more
   */
  Exposition(Identity identity, MetricProducer more, int maxSeries) {
    SdkMeterProvider provider =
        SdkMeterProvider.builder()
            .setResource(identity.resource())
            .registerMetricReader(reader, _ -> maxSeries + 1) // one of them is the overflow
            .registerMetricProducer(more)
            .build();
    meter = provider.get("io.drawbridge");
  }

  Meter meter() {
    return meter;
  }

  /** Reads every instrument. */
  String text() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(TEXT_BYTES);
    try {
      writer.write(bytes, reader.collect(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
