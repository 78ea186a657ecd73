package io.drawbridge.cli.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The servers that a local fleet needs besides our own processes. */
public record Servers(Program etcd, Program redis) {

  /**
   * From the PATH, else from {@code folder}, else downloaded into it, which takes some seconds
   * once. Processes that ask at the same time share one download.
   *
   * @param folder ours alone; created if needed
   * @param progress told what is being done, one line each
   */
  public static Servers find(Path folder, Consumer<String> progress)
      throws ServersException, IOException, InterruptedException {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return find(folder, path, progress);
  }

  /** With {@code path} instead of this process's PATH. */
  static Servers find(Path folder, String path, Consumer<String> progress)
      throws ServersException, IOException, InterruptedException {
    Optional<Servers> onPath = both(onPath(path, "etcd"), onPath(path, "redis-server"));
    if (onPath.isPresent()) {
      return onPath.get();
    }
    Files.createDirectories(folder);
    try (FileChannel lock =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = lock.lock()) {
      Path root = folder.resolve("root");
      if (unpacked(root).isEmpty()) {
        new DebianPackages(folder, progress).unpack(List.of("etcd-server", "redis-server"), root);
      }
      return unpacked(root)
          .orElseThrow(
              () -> new ServersException(root + ": no etcd or redis-server in the packages"));
    }
  }

  private static Optional<Servers> unpacked(Path root) throws IOException {
    Path bin = root.resolve("usr/bin");
    return both(executable(bin.resolve("etcd")), executable(bin.resolve("redis-server")))
        .map(found -> found.withLibraries(libraryFolders(root)));
  }

  private Servers withLibraries(String folders) {
    Map<String, String> environment = Map.of("LD_LIBRARY_PATH", folders);
    return new Servers(
        new Program(etcd.executable(), Map.of()), new Program(redis.executable(), environment));
  }

  /** Debian puts libraries into one folder for each machine type: usr/lib/x86_64-linux-gnu. */
  private static String libraryFolders(Path root) {
    Path lib = root.resolve("usr/lib");
    String[] names = lib.toFile().list((_, name) -> name.contains("-linux-"));
    return names == null
        ? lib.toString()
        : String.join(":", Arrays.stream(names).map(name -> lib.resolve(name).toString()).toList());
  }

  private static Optional<Servers> both(Optional<Program> etcd, Optional<Program> redis) {
    return etcd.flatMap(first -> redis.map(second -> new Servers(first, second)));
  }

  private static Optional<Program> onPath(String path, String name) {
    return Arrays.stream(path.split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .flatMap(file -> executable(file).stream())
        .findFirst();
  }

  private static Optional<Program> executable(Path file) {
    return Files.isExecutable(file)
        ? Optional.of(new Program(file.toAbsolutePath(), Map.of()))
        : Optional.empty();
  }
}
