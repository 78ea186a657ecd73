package io.drawbridge.link.control;

import io.drawbridge.link.model.Conditions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads settings from lines {@code key = value}; a key holds for both directions, {@code a2b.key}
 * and {@code b2a.key} for one, whatever the order of the lines. {@code #} begins a comment; what is
 * not said is as if there were no link.
 */
final class ControlText {
  private static final List<String> KEYS =
      List.of("delay", "jitter", "loss", "duplicate", "reorder", "rate", "down");
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(ms|s)|(0)");
  private static final Pattern SHARE = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(%?)");
  private static final Pattern RATE = Pattern.compile("([0-9]{1,9})([kM]?)");

  private final Map<String, String> values = new HashMap<>();

  private ControlText() {}

  static Settings parse(String text) throws ControlException {
    ControlText control = new ControlText();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      try {
        control.read(lines.get(i).replaceFirst("#.*", "").strip());
      } catch (IllegalArgumentException e) {
        throw new ControlException("line " + (i + 1) + ": " + e.getMessage());
      }
    }
    try {
      return new Settings(control.direction("a2b."), control.direction("b2a."));
    } catch (IllegalArgumentException e) {
      throw new ControlException(String.valueOf(e.getMessage()));
    }
  }

  private void read(String line) {
    if (line.isEmpty()) {
      return;
    }
    int equals = line.indexOf('=');
    String key = line.substring(0, Math.max(0, equals)).strip();
    if (equals < 0 || !KEYS.contains(key.replaceFirst("^(a2b|b2a)\\.", ""))) {
      throw new IllegalArgumentException(
          line + " (expected: [a2b.|b2a.]KEY = VALUE with KEY one of " + KEYS + ")");
    }
    String value = line.substring(equals + 1).strip();
    check(key.substring(key.indexOf('.') + 1), value);
    if (values.put(key, value) != null) {
      throw new IllegalArgumentException(key + ": here for the second time (expected: once)");
    }
  }

  /** So that a wrong value is refused with its line. */
  private static void check(String key, String value) {
    switch (key) {
      case "delay", "jitter" -> time(key, value);
      case "rate" -> rate(value);
      case "down" -> truth(value);
      default -> share(key, value);
    }
  }

  private Conditions direction(String prefix) {
    return new Conditions(
        time("delay", value(prefix, "delay", "0")),
        time("jitter", value(prefix, "jitter", "0")),
        share("loss", value(prefix, "loss", "0")),
        share("duplicate", value(prefix, "duplicate", "0")),
        share("reorder", value(prefix, "reorder", "0")),
        rate(value(prefix, "rate", "0")),
        truth(value(prefix, "down", "false")));
  }

  private String value(String prefix, String key, String fallback) {
    return values.getOrDefault(prefix + key, values.getOrDefault(key, fallback));
  }

  private static Duration time(String key, String value) {
    Matcher matcher = TIME.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: such as 40ms or 1.5s)");
    }
    if (matcher.group(3) != null) {
      return Duration.ZERO;
    }
    double millis = Double.parseDouble(matcher.group(1)) * (matcher.group(2).equals("s") ? 1e3 : 1);
    return Duration.ofNanos(Math.round(millis * 1e6));
  }

  private static double share(String key, String value) {
    Matcher matcher = SHARE.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: such as 1% or 0.01)");
    }
    double share = Double.parseDouble(matcher.group(1)) / (matcher.group(2).isEmpty() ? 1 : 100);
    if (share > 1) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: at most 100% or 1)");
    }
    return share;
  }

  private static long rate(String value) {
    Matcher matcher = RATE.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "rate: " + value + " (expected: bits per second such as 512k or 10M; 0 = no limit)");
    }
    long factor =
        switch (matcher.group(2)) {
          case "k" -> 1_000;
          case "M" -> 1_000_000;
          default -> 1;
        };
    return Long.parseLong(matcher.group(1)) * factor;
  }

  private static boolean truth(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException("down: " + value + " (expected: true or false)");
    };
  }
}
