package io.drawbridge.process.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Histograms that were counted elsewhere. OpenTelemetry has no asynchronous histogram, and its
 * synchronous one would be paid by every message.
 */
final class Histograms implements MetricProducer {
  private final Map<Metric, Supplier<Optional<Distribution>>> sources = new ConcurrentHashMap<>();
  private final long startEpochNanos = epochNanos();

  /** An empty distribution is left out. */
  void add(Metric metric, Supplier<Optional<Distribution>> seen) {
    sources.put(metric, seen);
  }

  @Override
  public Collection<MetricData> produce(Resource resource) {
    List<MetricData> read = new ArrayList<>();
    sources.forEach((metric, source) ->
        source.get().ifPresent(seen -> read.add(new Read(resource, metric, data(seen)))));
    return read;
  }

  private HistogramData data(Distribution seen) {
    HistogramPointData point =
        HistogramPointData.create(
            startEpochNanos,
            epochNanos(),
            Attributes.empty(),
            seen.sum(),
            /* hasMin= */ false,
            0,
            /* hasMax= */ false,
            0,
            seen.bounds(),
            seen.counts());
    return HistogramData.create(AggregationTemporality.CUMULATIVE, List.of(point));
  }

  private static long epochNanos() {
    return TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
  }

  /** One histogram at one moment. */
  private record Read(Resource resource, Metric metric, HistogramData data) implements MetricData {
    @Override
    public Resource getResource() {
      return resource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
      return InstrumentationScopeInfo.empty();
    }

    @Override
    public String getName() {
      return metric.name();
    }

    @Override
    public String getDescription() {
      return metric.meaning();
    }

    @Override
    public String getUnit() {
      return ""; // it is in the name
    }

    @Override
    public MetricDataType getType() {
      return MetricDataType.HISTOGRAM;
    }

    @Override
    public HistogramData getData() {
      return data;
    }
  }
}
