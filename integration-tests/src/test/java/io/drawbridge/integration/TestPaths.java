package io.drawbridge.integration;

import java.nio.file.Path;
import java.util.Optional;

/** Where the build has put what tests start. */
final class TestPaths {
  /** Root of the repository: tests run in their module's folder. */
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Of `./drawbridge test` the launcher's own copy, whose start-up caches are made already. */
  static final Path LIB =
      Optional.ofNullable(System.getProperty("drawbridge.built"))
          .map(Path::of)
          .orElse(ROOT.resolve("packaging/target/lib"));

  static final Path SCRIPT = ROOT.resolve("drawbridge");

  /** Shared with `drawbridge up`: etcd and Redis are downloaded once. */
  static final Path SERVERS = ROOT.resolve("var/servers");

  static final Path WORK = Path.of("target/fleet").toAbsolutePath();

  static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private TestPaths() {}

  /** A module's runnable jar. */
  static Path jar(String module) {
    return LIB.resolve("drawbridge-" + module + "-0.1.0-SNAPSHOT.jar");
  }
}
