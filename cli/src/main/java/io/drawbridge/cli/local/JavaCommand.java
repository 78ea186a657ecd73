package io.drawbridge.cli.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command line of one of our own processes. Beside the jars may lie an ahead-of-time cache for
 * each role: classes read and linked, which more than halves the time a process needs to start. The
 * JVM uses a cache only if it was made from these very jars with these very options, else it starts
 * without.
 */
final class JavaCommand {
  /** Roles that are programs of our own. */
  static final List<Role> ROLES =
      List.of(Role.GATEWAY, Role.CHAT, Role.IPCONFIG, Role.CONTROL_PLANE);

  /** What gateways run with, besides what every process of ours does. */
  static final List<String> GATEWAY_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "-Xmx256m");

  private final Path lib;
  private final Function<Role, List<String>> cacheOptions;
  private final boolean records;
  private final List<String> gatewayOptions;

  private JavaCommand(
      Path lib,
      Function<Role, List<String>> cacheOptions,
      boolean records,
      List<String> gatewayOptions) {
    this.lib = lib;
    this.cacheOptions = cacheOptions;
    this.records = records;
    this.gatewayOptions = List.copyOf(gatewayOptions);
  }

  /** With the caches that are there. */
  static JavaCommand of(Path lib) {
    return new JavaCommand(lib, role -> use(cache(lib, role)), false, GATEWAY_OPTIONS);
  }

  /**
   * Processes write down what they load and how often they do what, one file a role in {@code
   * folder}, when they end; a gateway's next process writes over what the one before has written.
   *
   * @param gatewayOptions for the JVMs of gateways: a cache is of use to those with the same
   */
  static JavaCommand recording(Path lib, Path folder, List<String> gatewayOptions) {
    return new JavaCommand(
        lib,
        role -> List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recorded(folder, role)),
        true,
        gatewayOptions);
  }

  /** Where the cache of {@code role} belongs. */
  static Path cache(Path lib, Role role) {
    return lib.resolve("aot").resolve(role.key() + ".aot");
  }

  /** Where a recording process of {@code role} writes. */
  static Path recorded(Path folder, Role role) {
    return folder.resolve(role.key() + ".aotconf");
  }

  /**
   * A process of {@code role}.
   *
   * @throws FleetException if its jar is not there
   */
  List<String> of(Role role, Path config) throws FleetException {
    List<String> command = new ArrayList<>(java(role, cacheOptions.apply(role)));
    command.addAll(List.of("-jar", jar(role).toString(), "--config", config.toString()));
    return command;
  }

  /**
   * What a gateway has its next process started with: the jars of the folder that is named as its
   * artifact, beside {@code lib}; of {@code lib} if none is.
   */
  List<String> succession(Path config) {
    Path lib = this.lib.toAbsolutePath().normalize();
    List<String> java =
        java(
            Role.GATEWAY,
            records ? cacheOptions.apply(Role.GATEWAY) : List.of("-Xlog:aot=off", "-Xlog:cds=off"));
    String script =
        """
        lib=%s/"${DRAWBRIDGE_ARTIFACT:-%s}"
        exec setsid %s %s -jar "$lib"/%s[0-9]*.jar --config %s
        """
            .formatted(
                quoted(String.valueOf(lib.getParent())),
                lib.getFileName(),
                java.stream().map(JavaCommand::quoted).collect(Collectors.joining(" ")),
                records ? "" : "-XX:AOTCache=\"$lib/aot/gateway.aot\"",
                artifact(Role.GATEWAY),
                quoted(config.toString()));
    return List.of("sh", "-c", script);
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** Makes {@code cache} of what a process of {@code role} has recorded. */
  List<String> assembling(Role role, Path recorded, Path cache) throws FleetException {
    List<String> options =
        List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recorded, "-XX:AOTCache=" + cache);
    List<String> command = new ArrayList<>(java(role, options));
    command.addAll(List.of("-jar", jar(role).toString()));
    return command;
  }

  private static List<String> use(Path cache) {
    return Files.isReadable(cache)
        ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off")
        : List.of();
  }

  private List<String> java(Role role, List<String> cacheOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(role == Role.GATEWAY ? gatewayOptions : quickStart(role));
    command.addAll(cacheOptions);
    return command;
  }

  /** Gateways are measured; the others only have to start quickly. */
  private static List<String> quickStart(Role role) {
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:+UseCompactObjectHeaders",
        "-XX:+ExitOnOutOfMemoryError",
        "-Xmx" + heap(role),
        "-XX:TieredStopAtLevel=1");
  }

  private static String heap(Role role) {
    return switch (role) {
      case GATEWAY -> throw new IllegalArgumentException("as the gateway's options say");
      case CHAT -> "256m"; // its outbox alone may hold 64 MiB
      case CONTROL_PLANE -> "192m";
      case IPCONFIG -> "96m";
      case ETCD, REDIS -> throw new IllegalArgumentException(role + ": not a Java process");
    };
  }

  /** How its jar's name begins. */
  private static String artifact(Role role) {
    return switch (role) {
      case GATEWAY -> "drawbridge-data-plane-";
      case CHAT -> "drawbridge-example-chat-";
      case CONTROL_PLANE -> "drawbridge-control-plane-";
      case IPCONFIG -> "drawbridge-ipconfig-";
      case ETCD, REDIS -> throw new IllegalArgumentException(role + ": not a Java process");
    };
  }

  private Path jar(Role role) throws FleetException {
    String artifact = artifact(role);
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
