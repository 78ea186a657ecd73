package io.drawbridge.cli.local;

import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.context.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Stops a fleet from outside: through its launcher if that lives, else by its own hand. */
public final class FleetStop {
  /** More than all roles' limits together. */
  private static final Duration LAUNCHER_LIMIT = Duration.ofSeconds(60);

  private FleetStop() {}

  /** False if there was nothing to stop. Takes a minute and a half at most. */
  public static boolean stop(Path home, Consumer<String> events)
      throws IOException, InterruptedException, FleetException {
    Optional<FleetHome> free = FleetHome.tryLock(home);
    boolean launcherLived = free.isEmpty();
    if (launcherLived) {
      stopLauncher(home, events);
    }
    try (FleetHome _ = free.isPresent() ? free.get() : FleetHome.lock(home)) {
      boolean left = !Leftovers.of(home).isEmpty();
      Leftovers.stop(home, events);
      new FleetFile(home).delete();
      return launcherLived || left;
    }
  }

  private static void stopLauncher(Path home, Consumer<String> events)
      throws IOException, InterruptedException, FleetException {
    Optional<ProcessIdentity> launcher = new FleetFile(home).read().map(FleetDocument::launcher);
    if (launcher.isEmpty()) {
      throw new FleetException(
          home + ": a launcher is just starting or ending (expected: try again)");
    }
    events.accept("stopping the launcher, pid " + launcher.get().pid());
    Signals.send(launcher.get(), "TERM");
    if (!Signals.awaitEnd(List.of(launcher.get()), LAUNCHER_LIMIT)) {
      events.accept("the launcher did not end within " + LAUNCHER_LIMIT.toSeconds() + " s");
      Signals.send(launcher.get(), "KILL");
      Signals.awaitEnd(List.of(launcher.get()), LAUNCHER_LIMIT);
    }
  }
}
