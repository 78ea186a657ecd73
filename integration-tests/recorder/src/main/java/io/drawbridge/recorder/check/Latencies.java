package io.drawbridge.recorder.check;

import java.util.Arrays;
import java.util.Locale;

/** Times, and how they are spread. */
final class Latencies {
  private final Column nanos = new Column();
  private int count;

  void add(long each) {
    nanos.set(count++, each);
  }

  int count() {
    return count;
  }

  /** {@code 120 times, p50 12.0 ms, p99 80.5 ms, longest 90.1 ms}. */
  @Override
  public String toString() {
    if (count == 0) {
      return "0 times";
    }
    long[] sorted = new long[count];
    Arrays.setAll(sorted, nanos::get);
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%d times, p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
        count,
        sorted[(count - 1) / 2] / 1e6,
        sorted[(int) ((count - 1L) * 99 / 100)] / 1e6,
        sorted[count - 1] / 1e6);
  }
}
