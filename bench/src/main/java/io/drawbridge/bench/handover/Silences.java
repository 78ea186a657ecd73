package io.drawbridge.bench.handover;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Times from a message to its ack, apart for those that a restart was in the way of: whose time
 * from the one to the other has a moment in common with a restart's. Not thread-safe.
 */
final class Silences {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final int DIGITS = 3;

  private final Histogram during = new Histogram(LONGEST_NANOS, DIGITS);
  private final Histogram quiet = new Histogram(LONGEST_NANOS, DIGITS);
  private boolean restarting;
  private boolean restartedEver;
  private long overNanos; // of the last restart

  /** From nothing again. */
  void measure() {
    during.reset();
    quiet.reset();
  }

  /** A restart begins. */
  void restart() {
    restarting = true;
    restartedEver = true;
  }

  /** It is over. */
  void over(long nowNanos) {
    restarting = false;
    overNanos = nowNanos;
  }

  /** A message that was due then is acknowledged now. */
  void acknowledged(long sentNanos, long nowNanos) {
    boolean touched = restarting || (restartedEver && sentNanos - overNanos < 0);
    (touched ? during : quiet).recordValue(Math.clamp(nowNanos - sentNanos, 0, LONGEST_NANOS));
  }

  /**
   * {@code name=number} pairs: messages that a restart was in the way of; times in milliseconds.
   */
  String text() {
    return "during=%d worst_ms=%.1f p99_ms=%.3f worst_quiet_ms=%.1f p99_quiet_ms=%.3f"
        .formatted(
            during.getTotalCount(),
            during.getMaxValue() / 1e6,
            during.getValueAtPercentile(99) / 1e6,
            quiet.getMaxValue() / 1e6,
            quiet.getValueAtPercentile(99) / 1e6);
  }
}
