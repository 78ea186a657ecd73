package io.drawbridge.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of the `drawbridge` script. */
record ScriptRun(int code, String text, Duration took) {
  /** The first run builds the console and trains the processes. */
  private static final Duration LIMIT = Duration.ofMinutes(4);

  static ScriptRun of(Path output, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(TestPaths.SCRIPT.toString());
    command.addAll(List.of(arguments));
    long startNanos = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroy(); // SIGTERM: it ends what it has started
      throw new AssertionError(command + " has not ended: " + Files.readString(output));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    return new ScriptRun(process.exitValue(), Files.readString(output), took);
  }
}
