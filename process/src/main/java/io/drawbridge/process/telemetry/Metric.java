package io.drawbridge.process.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One metric as it is scraped.
 *
 * @param name as Prometheus shows it, unit and {@code _total} included
 * @param labels names of what tells its series apart; the values are few and known when it is
 *     written
 * @param meaning one sentence for operators
 */
public record Metric(String name, Kind kind, List<String> labels, String meaning) {
  private static final Pattern NAME = Pattern.compile("drawbridge(_[a-z][a-z0-9]*)+");

  /** How its values move. */
  public enum Kind {
    /** Up and down. */
    GAUGE,
    /** Only up, from 0 at the start of the process. */
    COUNTER,
    /** Counts by size, only up. */
    HISTOGRAM
  }

  public Metric {
    labels = List.copyOf(labels);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(name + ": a metric's name (expected: drawbridge_…)");
    }
    if (name.endsWith("_total") != (kind == Kind.COUNTER)) {
      throw new IllegalArgumentException(
          name + ": " + kind + " (expected: counters end in _total)");
    }
    if (name.endsWith("_info")) { // the text writer takes it for a type of its own and cuts it off
      throw new IllegalArgumentException(name + ": ends in _info (expected: another word)");
    }
  }

  /** The base unit by the name's suffix; empty for a plain number. */
  public String unit() {
    String bare = name.endsWith("_total") ? name.substring(0, name.lastIndexOf('_')) : name;
    String last = bare.substring(bare.lastIndexOf('_') + 1);
    return switch (last) {
      case "seconds", "bytes", "ratio" -> last;
      default -> "";
    };
  }

  /** Its line of the table in {@code docs/metrics.md}. */
  public String row() {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            name, kind.name().toLowerCase(Locale.ROOT), unit(), String.join(", ", labels), meaning);
  }
}
