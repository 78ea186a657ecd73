package io.drawbridge.process.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The configuration is wrong. The message has one line for each problem, and each line names the
 * place, the offender and what was expected:
 *
 * <pre>gateway.yaml:7: capacity.connections: -1 (expected: >= 1)</pre>
 *
 * Passwords inside URLs are masked.
 */
public final class ConfigException extends Exception {
  private final List<Problem> problems;

  ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /**
   * For rules over several keys; the place of {@code key} is added by whoever loaded the file.
   *
   * @param key path from the root, such as {@code client-door.address}
   * @param expectation what would have been right, without "expected:"
   */
  public ConfigException(String key, Object offender, String expectation) {
    this(List.of(Problem.of(Optional.empty(), key, offender, expectation)));
  }

  static ConfigException at(Origin origin, String text) {
    return new ConfigException(List.of(new Problem(Optional.of(origin), "", text)));
  }

  /** The message's lines, one for each problem. */
  public List<String> lines() {
    return problems.stream().map(Problem::toString).toList();
  }

  List<Problem> problems() {
    return problems;
  }

  /** One line of the message; {@code key} is empty when the problem is not one key's. */
  record Problem(Optional<Origin> origin, String key, String text) {
    static Problem of(Optional<Origin> origin, String key, Object offender, String expectation) {
      return new Problem(
          origin, key, Secrets.mask(offender.toString()) + " (expected: " + expectation + ")");
    }

    @Override
    public String toString() {
      return origin.map(place -> place + ": ").orElse("")
          + (key.isEmpty() ? "" : key + ": ")
          + text;
    }
  }
}
