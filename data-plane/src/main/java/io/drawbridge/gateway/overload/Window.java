package io.drawbridge.gateway.overload;

/**
 * What a gate was asked for between two moments, all loops together.
 *
 * @param offered every message that came
 * @param admitted of them
 * @param answered messages done, of this window or an earlier one
 * @param meanNanos from reading one of those to its end; 0 if there were none
 * @param underWay messages that a business owes an answer for at the end
 */
record Window(
    Histogram offered, long admitted, long answered, double meanNanos, long underWay, long nanos) {
  /** Messages that {@code level} would have admitted. */
  long upTo(int level) {
    return offered.upTo(level);
  }

  double answeredPerSecond() {
    return answered * 1e9 / Math.max(1, nanos);
  }
}
