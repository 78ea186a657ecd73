package io.drawbridge.cli.local;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command line of one of our own processes. */
final class JavaCommand {
  private final Path lib;

  JavaCommand(Path lib) {
    this.lib = lib;
  }

  /**
   * A process of {@code role}.
   *
   * @throws FleetException if its jar is not there
   */
  List<String> of(Role role, Path config) throws FleetException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xmx" + heap(role)));
    if (role != Role.GATEWAY) { // gateways are measured; the others only have to start quickly
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(List.of("-jar", jar(role).toString(), "--config", config.toString()));
    return command;
  }

  private static String heap(Role role) {
    return switch (role) {
      case GATEWAY, CHAT -> "256m"; // chat's outbox alone may hold 64 MiB
      case CONTROL_PLANE -> "192m";
      case IPCONFIG -> "96m";
      case ETCD, REDIS -> throw new IllegalArgumentException(role + ": not a Java process");
    };
  }

  private Path jar(Role role) throws FleetException {
    String artifact =
        switch (role) {
          case GATEWAY -> "drawbridge-data-plane-";
          case CHAT -> "drawbridge-example-chat-";
          case CONTROL_PLANE -> "drawbridge-control-plane-";
          case IPCONFIG -> "drawbridge-ipconfig-";
          case ETCD, REDIS -> throw new IllegalArgumentException(role + ": not a Java process");
        };
    File[] found = lib.toFile().listFiles((_, name) -> isJar(name, artifact));
    return Stream.ofNullable(found)
        .flatMap(Stream::of)
        .map(File::toPath)
        .findFirst()
        .orElseThrow(
            () -> new FleetException(lib + ": no " + artifact + "*.jar (expected: a build)"));
  }

  /** {@code drawbridge-example-chat-0.1.jar} and not {@code drawbridge-example-chat-protocol-…}. */
  private static boolean isJar(String name, String artifact) {
    return name.startsWith(artifact)
        && name.endsWith(".jar")
        && Character.isDigit(name.charAt(artifact.length()));
  }
}
