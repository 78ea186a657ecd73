package io.drawbridge.cli.local;

import io.drawbridge.cli.context.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processes that one of ours has started to take over from it: they are of the same fleet and have
 * the same last argument, which names the configuration.
 */
final class NextProcess {
  private NextProcess() {}

  /**
   * Those that run; usually none, one during a hot restart and behind it.
   *
   * @param home of the fleet
   * @param last the last word of the command line
   * @param but the process that is known
   */
  static List<ProcessIdentity> of(Path home, String last, ProcessIdentity but) {
    return Leftovers.marked(home).stream()
        .filter(identity -> !identity.equals(but) && identity.isAlive())
        .filter(identity -> commandLine(identity).endsWith("\0" + last + "\0"))
        .toList();
  }

  private static String commandLine(ProcessIdentity identity) {
    try {
      Path file = Path.of("/proc/" + identity.pid() + "/cmdline");
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException _) {
      return ""; // gone
    }
  }
}
