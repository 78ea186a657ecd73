package io.drawbridge.process.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of one process. Each is named once, as it is scraped, and is read when it is scraped:
 * what is handed in here answers at once from what is known already, on any thread, one scrape at a
 * time. One that throws has no value in that scrape and does not disturb the others. Threads: any.
 */
public final class Metrics {
  /** What {@link #text} answers. */
  public static final String CONTENT_TYPE = Exposition.CONTENT_TYPE;

  /** Series of one metric; what is above is one more, labelled {@code otel_metric_overflow}. */
  static final int MAX_SERIES = 100;

  /** Longer than from one scrape to the next, as they usually come. */
  private static final Duration WRITER_WAITS = Duration.ofSeconds(60);

  private static final Logger log = LoggerFactory.getLogger(Metrics.class);

  private final Identity identity;
  private final Map<String, Metric> catalog = new ConcurrentSkipListMap<>();
  private final Collection<String> failed = new ConcurrentSkipListSet<>();
  private final Histograms histograms = new Histograms();

  /** Built by the next scrape: a process that starts has better things to do for 200 ms. */
  private final Queue<Consumer<Meter>> toBuild = new ConcurrentLinkedQueue<>();

  private final Executor writer = oneThreadWhileNeeded();
  private @Nullable Exposition exposition; // guarded by this

  public Metrics(Identity identity) {
    this.identity = identity;
  }

  /** Scrapes wait for each other, as many as the operations server takes. */
  private static Executor oneThreadWhileNeeded() {
    return new ThreadPoolExecutor(
        0,
        1,
        WRITER_WAITS.toMillis(),
        TimeUnit.MILLISECONDS,
        new LinkedBlockingQueue<>(),
        Thread.ofPlatform().daemon().name("metrics").factory());
  }

  /**
   * A number that goes up and down.
   *
   * @param value NaN = not known now
   */
  public void gauge(String name, String meaning, DoubleSupplier value) {
    gauge(name, meaning, List.of(), series -> series.record(value.getAsDouble()));
  }

  /** A number for each of a few label values. */
  public void gauge(String name, String meaning, List<String> labels, Consumer<Series> values) {
    Metric metric = add(new Metric(name, Metric.Kind.GAUGE, labels, meaning));
    toBuild.add(meter ->
        meter
            .gaugeBuilder(name)
            .setDescription(meaning)
            .buildWithCallback(into -> observe(metric, values, into)));
  }

  /**
   * A number that only goes up.
   *
   * @param total since the start of the process
   */
  public void counter(String name, String meaning, DoubleSupplier total) {
    counter(name, meaning, List.of(), series -> series.record(total.getAsDouble()));
  }

  /** A total for each of a few label values. */
  public void counter(String name, String meaning, List<String> labels, Consumer<Series> totals) {
    Metric metric = add(new Metric(name, Metric.Kind.COUNTER, labels, meaning));
    toBuild.add(meter ->
        meter
            .counterBuilder(name)
            .ofDoubles()
            .setDescription(meaning)
            .buildWithCallback(into -> observe(metric, totals, into)));
  }

  /** Counts by size. */
  public void histogram(String name, String meaning, Supplier<Distribution> seen) {
    Metric metric = add(new Metric(name, Metric.Kind.HISTOGRAM, List.of(), meaning));
    histograms.add(metric, () -> read(metric, seen));
  }

  /** All that there is, by name. */
  public List<Metric> catalog() {
    return List.copyOf(catalog.values());
  }

  /**
   * All values in Prometheus' text format 0.0.4. Written by a platform thread whoever asks: in a
   * virtual one a {@code BufferedWriter} of the JDK begins with a small buffer and makes it larger
   * by as much as each word needs, copying all of it: megabytes for 24 KB of text (JDK 25).
   */
  public String text() {
    return Thread.currentThread().isVirtual()
        ? CompletableFuture.supplyAsync(this::write, writer).join()
        : write();
  }

  private synchronized String write() {
    Exposition built = exposition;
    if (built == null) {
      built = new Exposition(identity, histograms, MAX_SERIES);
      exposition = built;
    }
    for (var next = toBuild.poll(); next != null; next = toBuild.poll()) {
      next.accept(built.meter());
    }
    return built.text();
  }

  private Metric add(Metric metric) {
    if (catalog.putIfAbsent(metric.name(), metric) != null) {
      throw new IllegalArgumentException(metric.name() + ": there already (expected: a new name)");
    }
    return metric;
  }

  private void observe(Metric metric, Consumer<Series> values, ObservableDoubleMeasurement into) {
    try {
      values.accept((value, labels) -> {
        if (!Double.isNaN(value)) {
          into.record(value, attributes(metric, labels));
        }
      });
    } catch (RuntimeException e) {
      failed(metric, e);
    }
  }

  private Optional<Distribution> read(Metric metric, Supplier<Distribution> seen) {
    try {
      return Optional.of(seen.get());
    } catch (RuntimeException e) {
      failed(metric, e);
      return Optional.empty();
    }
  }

  private void failed(Metric metric, RuntimeException because) {
    if (failed.add(metric.name())) { // once: scrapes come for ever
      log.warn("{}: cannot be read", metric.name(), because);
    }
  }

  private static Attributes attributes(Metric metric, String... labels) {
    if (labels.length != metric.labels().size()) {
      throw new IllegalArgumentException(
          metric.name() + ": " + labels.length + " labels (expected: " + metric.labels() + ")");
    }
    AttributesBuilder attributes = Attributes.builder();
    for (int i = 0; i < labels.length; i++) {
      attributes.put(metric.labels().get(i), labels[i]);
    }
    return attributes.build();
  }
}
