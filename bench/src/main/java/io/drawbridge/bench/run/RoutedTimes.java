package io.drawbridge.bench.run;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway's own histogram of the time from a message's decoding to its hand-over to the
 * business, in its buckets: upper bound in seconds to messages at or below it.
 */
record RoutedTimes(Map<Double, Double> cumulative) {
  static final RoutedTimes NONE = new RoutedTimes(Map.of());

  private static final Pattern BUCKET =
      Pattern.compile(
          "^drawbridge_gateway_routed_seconds_bucket\\{.*?le=\"([^\"]+)\".*?\\} ([0-9.eE+]+)$",
          Pattern.MULTILINE);

  static RoutedTimes read(String metrics) {
    Map<Double, Double> cumulative = new TreeMap<>();
    Matcher bucket = BUCKET.matcher(metrics);
    while (bucket.find()) {
      String bound = bucket.group(1);
      double seconds = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
      cumulative.merge(seconds, Double.parseDouble(bucket.group(2)), Double::sum);
    }
    return new RoutedTimes(cumulative);
  }

  RoutedTimes since(RoutedTimes earlier) {
    Map<Double, Double> difference = new TreeMap<>();
    cumulative.forEach((bound, count) ->
        difference.put(bound, count - earlier.cumulative.getOrDefault(bound, 0.0)));
    return new RoutedTimes(difference);
  }

  /** The bound of the bucket in which it lies; 0 of nothing. */
  double percentileMicros(double share) {
    double all = cumulative.values().stream().mapToDouble(count -> count).max().orElse(0);
    return cumulative.entrySet().stream()
        .filter(bucket -> all > 0 && bucket.getValue() >= all * share)
        .mapToDouble(bucket -> bucket.getKey() * 1e6)
        .min()
        .orElse(0);
  }
}
