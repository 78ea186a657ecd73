package io.drawbridge.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the `drawbridge` command against a fleet: its exit code and everything it has printed.
 */
record CommandRun(int code, String text) {
  /** {@code arguments} as on the command line, without {@code --home}. */
  static CommandRun of(TestFleet fleet, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                TestPaths.JAVA.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-DDRAWBRIDGE_LOG_LEVEL=WARN",
                "-jar",
                TestPaths.jar("cli").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", fleet.local().home().toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new CommandRun(process.waitFor(), text);
    } finally {
      process.destroyForcibly();
    }
  }

  List<String> lines() {
    return text.strip().lines().toList();
  }

  /** What a printed operation begins with. */
  String operation() {
    return text.substring(0, text.indexOf(' '));
  }
}
