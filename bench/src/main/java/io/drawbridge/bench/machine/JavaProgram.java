package io.drawbridge.bench.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of Java programs. */
public final class JavaProgram {
  /**
   * For whoever is measured: the memory is taken at once and never changes, so that two runs do the
   * same work. A small young generation: G1 else lets garbage touch most of the heap before it
   * collects, and what was touched stays resident.
   */
  public static final List<String> MEASURED =
      List.of(
          "-XX:+UseG1GC",
          "-Xms512m",
          "-Xmx512m",
          "-Xmn32m",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED");

  /** For whoever makes load beside it. */
  public static final List<String> LOAD =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmx1g",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED");

  private JavaProgram() {}

  /** A program of this class path. */
  public static List<String> of(List<String> options, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(executable("java")));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return command;
  }

  /** A program of this JDK. */
  public static String executable(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }
}
