package io.drawbridge.gateway.measure;

import io.drawbridge.process.telemetry.Distribution;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Durations of one kind since the start of the process, in few buckets; filled interval by
 * interval, so that neither recording nor reading it costs a loop anything.
 *
 * <p>Threads: {@link #add} one, {@link #seen} any.
 */
final class LatencyTotals {
  private static final double MICROS_PER_SECOND = 1e6;

  /** Around what makes a loop overloaded (2 ms) up to what a business may take. */
  private static final long[] BOUNDS_MICROS = {
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000
  };

  private static final List<Double> BOUNDS_SECONDS =
      Arrays.stream(BOUNDS_MICROS).mapToObj(micros -> micros / MICROS_PER_SECOND).toList();

  private final long[] counts = new long[BOUNDS_MICROS.length + 1];
  private double sumMicros;
  private volatile Distribution seen = snapshot();

  /** Adds microseconds, each off by at most 1 % as the histogram keeps them. */
  void add(Histogram interval) {
    if (interval.getTotalCount() == 0) {
      return;
    }
    for (HistogramIterationValue each : interval.recordedValues()) {
      long micros = interval.lowestEquivalentValue(each.getValueIteratedTo());
      counts[bucket(micros)] += each.getCountAtValueIteratedTo();
      sumMicros += (double) micros * each.getCountAtValueIteratedTo();
    }
    seen = snapshot();
  }

  /** In seconds, as of the last interval. */
  Distribution seen() {
    return seen;
  }

  private static int bucket(long micros) {
    int at = Arrays.binarySearch(BOUNDS_MICROS, micros);
    return at >= 0 ? at : -at - 1;
  }

  private Distribution snapshot() {
    return new Distribution(
        BOUNDS_SECONDS, Arrays.stream(counts).boxed().toList(), sumMicros / MICROS_PER_SECOND);
  }
}
