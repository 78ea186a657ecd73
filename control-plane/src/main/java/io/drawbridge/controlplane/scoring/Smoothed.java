package io.drawbridge.controlplane.scoring;

/**
 * An exponential average that believes bad news faster than good: 10 s when the value rises, 20 s
 * when it falls. The first value counts whole.
 */
final class Smoothed {
  static final double RISING_SECONDS = 10;
  static final double FALLING_SECONDS = 20;
  private static final double NANOS_PER_SECOND = 1e9;

  private double value = Double.NaN;
  private long atNanos;

  /** Nothing is known of the time until now. */
  void skipTo(long nowNanos) {
    atNanos = nowNanos;
  }

  /** As if the average had been this until now. */
  void startFrom(double average, long nowNanos) {
    value = average;
    atNanos = nowNanos;
  }

  double add(double sample, long nowNanos) {
    if (Double.isNaN(value)) {
      value = sample;
    } else {
      double seconds = Math.max(0, nowNanos - atNanos) / NANOS_PER_SECOND;
      double tau = sample > value ? RISING_SECONDS : FALLING_SECONDS;
      value += (1 - Math.exp(-seconds / tau)) * (sample - value);
    }
    atNanos = nowNanos;
    return value;
  }
}
