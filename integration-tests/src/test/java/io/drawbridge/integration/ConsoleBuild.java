package io.drawbridge.integration;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Builds the console before the shared fleet starts, so that its control planes serve it. */
final class ConsoleBuild {
  /** What `drawbridge up` sets as well. */
  private static final String PROPERTY = "drawbridge.console";

  private static final Path SOURCE = TestPaths.SERVERS.getParent().resolveSibling("admin-ui");
  private static final int LIMIT_SECONDS = 240;

  private ConsoleBuild() {}

  /** Says on standard output why there is no console, if there is none. */
  static void offer() throws Exception {
    if (System.getProperty(PROPERTY) == null && isBuilt()) {
      System.setProperty(PROPERTY, SOURCE.resolve("dist").toString());
    }
  }

  private static boolean isBuilt() throws InterruptedException {
    try {
      if (!Files.isDirectory(SOURCE.resolve("node_modules"))) {
        run("npm", "ci", "--no-audit", "--no-fund");
      }
      run("npm", "run", "build");
      return true;
    } catch (IOException e) {
      System.out.println("SKIPPED: console not built: " + e.getMessage());
      return false;
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    File log = new File("target/console-build.log");
    Files.createDirectories(log.toPath().toAbsolutePath().getParent());
    Process process =
        new ProcessBuilder(command)
            .directory(SOURCE.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(
          String.join(" ", List.of(command)) + " failed, see " + log.getAbsolutePath());
    }
  }
}
