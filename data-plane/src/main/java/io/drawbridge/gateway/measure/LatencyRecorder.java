package io.drawbridge.gateway.measure;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Durations of one kind on one event loop: recorded by that loop without waiting or allocation,
 * taken out interval by interval by one reader.
 */
final class LatencyRecorder {
  /** Longer ones count as this: at a minute the number no longer matters, only that it is bad. */
  static final long MAX_MICROS = 60_000_000;

  /** Quantiles are off by at most 1 %, which costs 20 KiB a histogram. */
  private static final int SIGNIFICANT_DIGITS = 2;

  private final SingleWriterRecorder recorder =
      new SingleWriterRecorder(1, MAX_MICROS, SIGNIFICANT_DIGITS);
  private Histogram interval = empty(); // the reader's, given back to the recorder at each reading

  static Histogram empty() {
    return new Histogram(1, MAX_MICROS, SIGNIFICANT_DIGITS);
  }

  /** Rounded up to whole microseconds; negative ones, which a clock may yield, count as 0. */
  void record(long nanos) {
    long micros = nanos <= 0 ? 0 : (nanos - 1) / 1000 + 1;
    recorder.recordValue(Math.min(micros, MAX_MICROS));
  }

  /** Adds what was recorded since the last call to {@code sum}. Threads: one reader. */
  void moveTo(Histogram sum) {
    recorder.getIntervalHistogramInto(interval);
    sum.add(interval);
  }
}
