package io.drawbridge.bench.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a run has found, in the order in which it was found. Each figure is told once as it comes
 * and once at the end, where nothing stands between them: {@code key: number}.
 */
public final class Figures {
  private final Map<String, Double> numbers = new LinkedHashMap<>();
  private final Map<String, String> lines = new LinkedHashMap<>();
  private final Consumer<String> progress;

  /** {@code progress}: told what is going on, one line each. */
  public Figures(Consumer<String> progress) {
    this.progress = progress;
  }

  /** What is going on. */
  void say(String line) {
    progress.accept(line);
  }

  /** One more figure. */
  public void add(String key, double number) {
    numbers.put(key, number);
    tell(key, text(number));
  }

  /** One that counts only if the machine was quiet. */
  void addIfQuiet(String key, double number, double othersCores) {
    if (othersCores < Quiet.CORES) {
      add(key, number);
    } else {
      progress.accept(
          "%s: %s, but others used %.2f cores".formatted(key, text(number), othersCores));
      lines.put(key, "not judged");
    }
  }

  /** The quotient of two figures, if both are there and it is one. */
  void addRatio(String key, String dividend, String divisor) {
    double below = number(divisor).orElse(0.0);
    if (below > 0) {
      number(dividend).ifPresent(above -> add(key, above / below));
    }
  }

  /** A number by its key; empty if it was not found or is not judged. */
  public Optional<Double> number(String key) {
    return Optional.ofNullable(numbers.get(key));
  }

  /** All numbers. */
  public Map<String, Double> numbers() {
    return Map.copyOf(numbers);
  }

  /** The last lines of a run. */
  public Iterable<String> lastLines() {
    return lines.entrySet().stream().map(line -> line.getKey() + ": " + line.getValue()).toList();
  }

  private void tell(String key, String value) {
    progress.accept("  " + key + ": " + value);
    lines.put(key, value);
  }

  /** Three digits at least, and no false ones. */
  static String text(double number) {
    double size = Math.abs(number);
    return size >= 100 || number == Math.rint(number)
        ? "%.0f".formatted(number)
        : (size >= 10 ? "%.1f" : "%.2f").formatted(number);
  }
}
