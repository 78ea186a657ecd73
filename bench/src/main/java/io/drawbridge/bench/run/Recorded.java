package io.drawbridge.bench.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What the C yardstick needed on the machine that the figures of docs/performance.md are from. A
 * run in which it needs much more, or much less, was not on that machine or not alone on it.
 */
public final class Recorded {
  /** A figure of C may be so many times the recorded one, or that part of it. */
  private static final double TOLERANCE = 1.5;

  private static final String OF_C = ".*[._]c_us_per_(message|connect)";

  private final Path file;

  /** {@code file}: properties; need not be there. */
  public Recorded(Path file) {
    this.file = file;
  }

  /** Why the run does not count; empty if it does. */
  public Optional<String> objection(Figures figures) throws IOException {
    Map<String, Double> measured = ofC(figures);
    Map<String, String> recorded = read();
    List<String> objections = new ArrayList<>();
    measured.forEach((key, number) ->
        check(key, number, Optional.ofNullable(recorded.get(key))).ifPresent(objections::add));
    return objections.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", objections));
  }

  /** From now on this run is the measure. */
  public void record(Figures figures) throws IOException {
    Map<String, String> all = new TreeMap<>(read());
    all.put("machine", machine());
    all.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    ofC(figures).forEach((key, number) -> all.put(key, "%.2f".formatted(number)));
    StringWriter text = new StringWriter();
    text.write("# Processor time of echo_server.c; written by ./drawbridge bench ... --record.\n");
    all.forEach((key, value) -> text.write(key + " = " + value + "\n"));
    Files.writeString(file, text.toString());
  }

  private static Optional<String> check(String key, double number, Optional<String> recorded) {
    if (recorded.isEmpty()) {
      return Optional.of(key + " is not recorded (expected: a run with --record)");
    }
    double expected = Double.parseDouble(recorded.get());
    if (number <= expected * TOLERANCE && number >= expected / TOLERANCE) {
      return Optional.empty();
    }
    return Optional.of(
        "%s is %.2f (expected: within %.1f times %.2f)"
            .formatted(key, number, TOLERANCE, expected));
  }

  private static Map<String, Double> ofC(Figures figures) {
    Map<String, Double> ofC = new TreeMap<>(figures.numbers());
    ofC.keySet().removeIf(key -> !key.matches(OF_C));
    return ofC;
  }

  private Map<String, String> read() throws IOException {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        properties.load(in);
      }
    }
    Map<String, String> values = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name)));
    return values;
  }

  private static String machine() throws IOException {
    String model =
        Files.readString(Path.of("/proc/cpuinfo"))
            .lines()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    return Runtime.getRuntime().availableProcessors() + " x " + model;
  }
}
