package io.drawbridge.bench.overload;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What one step of the load was, as one line: {@code step settled.offered=2003.1 ...}.
 *
 * @param numbers messages a second, shares and milliseconds by their names
 * @param reasons refusals by the reason that the gateway gave, in all of the step
 */
public record StepFigures(Map<String, Double> numbers, Map<String, Long> reasons) {
  /** With which the line begins. */
  public static final String LINE = "step ";

  /** Connections that were lost, and whatever else must not be; 0 in a run that counts. */
  public static final String FAILURES = "failures";

  private static final String REASON = "reason.";

  public StepFigures {
    numbers = Map.copyOf(numbers);
    reasons = Map.copyOf(reasons);
  }

  /** Reads the line. */
  public static StepFigures parse(String line) {
    Builder figures = new Builder();
    for (String word : line.substring(LINE.length()).split(" ", -1)) {
      int equals = word.indexOf('=');
      String key = word.substring(0, equals);
      if (key.startsWith(REASON)) {
        figures.refused(key.substring(REASON.length()), Long.parseLong(word.substring(equals + 1)));
      } else {
        figures.add(key, Double.parseDouble(word.substring(equals + 1)));
      }
    }
    return figures.build();
  }

  /** A number that is always there. */
  public double number(String key) throws IOException {
    return numberIfAny(key)
        .orElseThrow(() -> new IOException("step: no " + key + " in " + numbers.keySet()));
  }

  /** A number that may be missing: nothing of its kind happened. */
  public Optional<Double> numberIfAny(String key) {
    return Optional.ofNullable(numbers.get(key));
  }

  String line() {
    StringJoiner words = new StringJoiner(" ", LINE, "");
    numbers.forEach((key, number) -> words.add(key + "=" + number));
    reasons.forEach((reason, count) -> words.add(REASON + reason + "=" + count));
    return words.toString();
  }

  /** Collects them. Not thread-safe. */
  static final class Builder {
    private final Map<String, Double> numbers = new LinkedHashMap<>();
    private final Map<String, Long> reasons = new LinkedHashMap<>();

    void add(String key, double number) {
      numbers.put(key, number);
    }

    void refused(String reason, long count) {
      reasons.put(reason, count);
    }

    StepFigures build() {
      return new StepFigures(numbers, reasons);
    }
  }
}
