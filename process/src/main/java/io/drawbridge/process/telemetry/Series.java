package io.drawbridge.process.telemetry;

/** Takes the values of one metric with labels, while it is scraped. */
@FunctionalInterface
public interface Series {
  /**
   * One series' value.
   *
   * @param labels a value for each of the metric's labels, in their order
   */
  void record(double value, String... labels);

  /** The same for a whole number; exact up to 2^53. */
  default void record(long value, String... labels) {
    record((double) value, labels);
  }
}
