package io.drawbridge.bench.gateway;

import io.drawbridge.bench.machine.JavaProgram;
import io.drawbridge.cli.local.AotTraining;
import io.drawbridge.cli.local.FleetException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Command lines that start a gateway or a control plane, but for their configuration. */
public final class GatewayProgram {
  private static final String MAIN = "io.drawbridge.gateway.GatewayMain";
  private static final String CONTROL_PLANE = "io.drawbridge.controlplane.ControlPlaneMain";

  /** What {@code ./drawbridge up} starts a gateway with; its cache is made for these. */
  private static final List<String> AS_UP =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "-Xmx256m");

  private GatewayProgram() {}

  /**
   * To be measured.
   *
   * @param lib folder of the delivered jars; without it the gateway of this class path
   * @param more JVM options, after ours and so stronger
   */
  public static List<String> measured(Optional<Path> lib, List<String> more) throws IOException {
    return measured(lib, more, "data-plane", MAIN);
  }

  /** As {@link #measured}, a control plane. */
  public static List<String> measuredControlPlane(Optional<Path> lib, List<String> more)
      throws IOException {
    return measured(lib, more, "control-plane", CONTROL_PLANE);
  }

  /**
   * As {@link #measured}, from an ahead-of-time cache that was made for these options in {@code
   * work}, as {@code ./drawbridge up} makes its own.
   */
  public static List<String> trained(Path lib, Path work, Path servers, List<String> more)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(JavaProgram.MEASURED);
    options.addAll(more);
    Path cache = Files.createDirectories(work).resolve("gateway.aot");
    try {
      new AotTraining(lib, work.resolve("fleet"), servers, _ -> {}, options).runForGateway(cache);
    } catch (FleetException e) {
      throw new IOException(e.getMessage(), e);
    }
    options.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
    return delivered(lib, "data-plane", options);
  }

  private static List<String> measured(
      Optional<Path> lib, List<String> more, String module, String main) throws IOException {
    List<String> options = new ArrayList<>(JavaProgram.MEASURED);
    options.addAll(more);
    return lib.isPresent()
        ? delivered(lib.get(), module, options)
        : JavaProgram.of(options, main, List.of());
  }

  /** As on a developer's machine, with the ahead-of-time cache where there is one. */
  public static List<String> asUp(Path lib) throws IOException {
    List<String> options = new ArrayList<>(AS_UP);
    if (hasCache(lib)) {
      options.add("-XX:AOTCache=" + cache(lib));
      options.addAll(List.of("-Xlog:aot=off", "-Xlog:cds=off"));
    }
    return delivered(lib, "data-plane", options);
  }

  /** Whether {@link #asUp} starts from an ahead-of-time cache. */
  public static boolean hasCache(Path lib) {
    return Files.isReadable(cache(lib));
  }

  private static Path cache(Path lib) {
    return lib.resolve("aot").resolve("gateway.aot");
  }

  private static List<String> delivered(Path lib, String module, List<String> options)
      throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(lib, "drawbridge-" + module + "-*.jar")) {
      for (Path jar : jars) {
        List<String> command = new ArrayList<>(List.of(JavaProgram.executable("java")));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
      }
    }
    throw new IOException(lib + ": no drawbridge-" + module + "-*.jar (expected: a build)");
  }
}
