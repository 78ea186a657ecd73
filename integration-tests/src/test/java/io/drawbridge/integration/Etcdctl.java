package io.drawbridge.integration;

import io.drawbridge.cli.servers.DebianPackages;
import io.drawbridge.cli.servers.ServersException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** etcd's own command: from the PATH, else Debian's package in a folder of ours. */
record Etcdctl(Path executable) {
  private static final Path FOLDER = TestPaths.SERVERS.resolveSibling("etcdctl");

  /** Skips the test, and says why, if there is none. */
  static Etcdctl find() throws Exception {
    Optional<Path> found = onPath();
    Path unpacked = FOLDER.resolve("root/usr/bin/etcdctl");
    try {
      if (found.isEmpty() && !Files.isExecutable(unpacked)) {
        Files.createDirectories(FOLDER);
        new DebianPackages(FOLDER, line -> System.out.println("etcdctl: " + line))
            .unpack(List.of("etcd-client"), FOLDER.resolve("root"));
      }
      return new Etcdctl(found.orElse(unpacked));
    } catch (ServersException | IOException e) {
      System.out.println("SKIPPED: no etcdctl: " + e.getMessage());
      return Assumptions.abort("no etcdctl: " + e.getMessage());
    }
  }

  /** Returns when it has ended well. */
  void run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ETCDCTL_API", "3");
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": exit code " + process.exitValue() + ": " + text);
    }
  }

  private static Optional<Path> onPath() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "etcdctl"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
