package io.drawbridge.integration;

import io.drawbridge.cli.servers.DebianPackages;
import io.drawbridge.cli.servers.Program;
import io.drawbridge.cli.servers.ServersException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Debian's slowhttptest and hping3: from the PATH, else unpacked below {@code var/floods}. */
final class FloodTools {
  private static final List<String> PACKAGES = List.of("slowhttptest", "hping3");
  private static final Path FOLDER = TestPaths.SERVERS.resolveSibling("floods");
  private static final Path ROOT = FOLDER.resolve("root");

  private FloodTools() {}

  /** The program; empty, with the reason told, when it cannot be had. */
  static Optional<Program> find(String name) throws IOException, InterruptedException {
    Optional<Program> found = onPath(name).or(() -> unpacked(name));
    if (found.isPresent()) {
      return found;
    }
    try {
      Files.createDirectories(FOLDER);
      new DebianPackages(FOLDER, System.out::println).unpack(PACKAGES, ROOT);
    } catch (ServersException e) {
      System.out.println("floods: no " + name + ": " + e.getMessage());
    }
    return unpacked(name);
  }

  private static Optional<Program> onPath(String name) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(program -> new Program(program, Map.of()))
        .findFirst();
  }

  private static Optional<Program> unpacked(String name) {
    Path lib = ROOT.resolve("usr/lib");
    File[] libraries = lib.toFile().listFiles((_, each) -> each.contains("-linux-"));
    if (libraries == null || libraries.length == 0) {
      return Optional.empty();
    }
    Map<String, String> environment = Map.of("LD_LIBRARY_PATH", libraries[0].toString());
    return List.of("usr/bin", "usr/sbin").stream()
        .map(folder -> ROOT.resolve(folder).resolve(name))
        .filter(Files::isExecutable)
        .map(program -> new Program(program, environment))
        .findFirst();
  }
}
