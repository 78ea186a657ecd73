package io.drawbridge.cli;

import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.context.ProcessIdentity;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs {@code up} as a process of its own that outlives this one, and shows what it says until it
 * is ready or has failed.
 */
final class DetachedLauncher {
  private static final List<String> INHERITED =
      List.of("drawbridge.lib", "drawbridge.var", "drawbridge.console", "DRAWBRIDGE_LOG_LEVEL");

  private static final Duration POLL = Duration.ofMillis(100);

  private final Path home;
  private final PrintWriter out;
  private long shown;

  DetachedLauncher(Path home, PrintWriter out) {
    this.home = home;
    this.out = out;
  }

  /** The exit code: 0 once it is ready. {@code arguments} are those of {@code up}. */
  int run(List<String> arguments) throws IOException, InterruptedException {
    Path log = Files.createDirectories(home.resolve("fleet")).resolve("launcher.log");
    shown = Files.exists(log) ? Files.size(log) : 0;
    Process launcher = start(arguments, log);
    Thread stopToo = new Thread(launcher::destroy, "stop-launcher");
    Runtime.getRuntime().addShutdownHook(stopToo); // Ctrl-C before it is ready ends it as well
    try {
      while (launcher.isAlive() && !isReady(launcher.pid())) {
        Thread.sleep(POLL);
        show(log);
      }
      show(log);
      return launcher.isAlive() ? 0 : Math.max(1, launcher.exitValue());
    } finally {
      Runtime.getRuntime().removeShutdownHook(stopToo);
    }
  }

  private static Process start(List<String> arguments, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("setsid");
    command.add(ProcessHandle.current().info().command().orElse("java"));
    for (String property : INHERITED) {
      Optional.ofNullable(System.getProperty(property))
          .ifPresent(value -> command.add("-D" + property + "=" + value));
    }
    command.addAll(
        List.of(
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(DrawbridgeCommand.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private boolean isReady(long pid) throws IOException {
    return new FleetFile(home)
        .read()
        .filter(FleetDocument::ready)
        .map(FleetDocument::launcher)
        .filter(launcher -> ProcessIdentity.of(pid).filter(launcher::equals).isPresent())
        .isPresent();
  }

  private void show(Path log) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(shown);
      byte[] more = new byte[(int) (file.length() - shown)];
      file.readFully(more);
      shown += more.length;
      out.print(new String(more, StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
