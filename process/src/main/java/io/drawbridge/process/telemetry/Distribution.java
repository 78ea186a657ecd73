package io.drawbridge.process.telemetry;

import java.util.List;

/**
 * How often what sizes were seen, since the start of the process.
 *
 * @param bounds upper bounds, inclusive and rising, in the metric's unit
 * @param counts one for each bound, then one for what is above the last
 * @param sum of all that was seen, in the metric's unit
 */
public record Distribution(List<Double> bounds, List<Long> counts, double sum) {
  public Distribution {
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
    if (counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException(
          "counts: " + counts.size() + " (expected: " + (bounds.size() + 1) + ")");
    }
  }
}
