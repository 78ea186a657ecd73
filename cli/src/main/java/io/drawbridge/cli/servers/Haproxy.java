package io.drawbridge.cli.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A balancer for tests: no fleet needs one. */
public final class Haproxy {
  private Haproxy() {}

  /**
   * From the PATH or /usr/sbin, else from {@code folder}, else downloaded into it.
   *
   * @param folder ours alone; created if needed
   * @param progress told what is being done, one line each
   */
  public static Path find(Path folder, Consumer<String> progress)
      throws ServersException, IOException, InterruptedException {
    Path root = folder.resolve("root");
    Path unpacked = root.resolve("usr/sbin/haproxy");
    Optional<Path> found =
        Stream.concat(installed(), Stream.of(unpacked)).filter(Files::isExecutable).findFirst();
    if (found.isPresent()) {
      return found.get().toAbsolutePath();
    }
    Files.createDirectories(folder);
    new DebianPackages(folder, progress).unpack(List.of("haproxy"), root);
    return unpacked.toAbsolutePath();
  }

  private static Stream<Path> installed() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Arrays.stream(path.split(":", -1)), Stream.of("/usr/sbin"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "haproxy"));
  }
}
