package io.drawbridge.integration;

import java.nio.file.Path;

/** Where the build has put what tests start. */
final class TestPaths {
  /** Root of the repository: tests run in their module's folder. */
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  static final Path LIB = ROOT.resolve("packaging/target/lib");

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
