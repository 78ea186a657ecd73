package io.drawbridge.bench.fleet;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the simulated gateways and subscribers of all regions counted.
 *
 * @param reports sent, once for each replica
 * @param snapshots received by subscribers that do not read them
 * @param changes reported and then seen, once for each reader
 * @param p50Millis of the slowest region, as the others
 */
public record FleetFigures(
    double reports,
    double snapshots,
    double snapshotBytes,
    double changes,
    double p50Millis,
    double p99Millis,
    double maxMillis) {
  private static final double MOST_HELD = 0.01;

  /**
   * One line of each process.
   *
   * @throws IOException if a stream broke, or reports could not leave: that was another load
   */
  static FleetFigures of(List<String> lines) throws IOException {
    FleetFigures sum = new FleetFigures(0, 0, 0, 0, 0, 0, 0);
    for (String line : lines) {
      sum = sum.plus(parse(line));
    }
    return sum;
  }

  private FleetFigures plus(FleetFigures other) {
    return new FleetFigures(
        reports + other.reports,
        snapshots + other.snapshots,
        snapshotBytes + other.snapshotBytes,
        changes + other.changes,
        Math.max(p50Millis, other.p50Millis),
        Math.max(p99Millis, other.p99Millis),
        Math.max(maxMillis, other.maxMillis));
  }

  private static FleetFigures parse(String line) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String word : line.split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    double reports = number(values, "reports");
    if (number(values, "failures") > 0 || number(values, "held") > MOST_HELD * reports) {
      throw new IOException(
          "fleet: " + line + " (expected: no failures, and hardly a report held back)");
    }
    return new FleetFigures(
        reports,
        number(values, "snapshots"),
        number(values, "snapshot_bytes"),
        number(values, "changes"),
        number(values, "p50_ms"),
        number(values, "p99_ms"),
        number(values, "max_ms"));
  }

  private static double number(Map<String, String> values, String key) throws IOException {
    String value = values.get(key);
    if (value == null) {
      throw new IOException("fleet: no " + key + " in " + values.keySet());
    }
    return Double.parseDouble(value);
  }
}
