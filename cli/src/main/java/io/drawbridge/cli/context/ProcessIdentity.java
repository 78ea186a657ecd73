package io.drawbridge.cli.context;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * One process for ever: a pid alone may name another process later, a pid with its start time does
 * not.
 *
 * @param startTicks clock ticks after boot, field 22 of {@code /proc/PID/stat}
 */
public record ProcessIdentity(long pid, long startTicks) {

  /** What the kernel says about a process. */
  public enum State {
    RUNNING,
    /** Halted by SIGSTOP. */
    STOPPED,
    /** Gone, or another process has its pid. */
    DEAD;

    /** As in tables and JSON. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The process that has {@code pid} now. */
  public static Optional<ProcessIdentity> of(long pid) {
    return stat(pid).map(stat -> new ProcessIdentity(pid, stat.startTicks()));
  }

  /** Asked of the kernel now. */
  public State state() {
    return stat(pid)
        .filter(stat -> stat.startTicks() == startTicks)
        .map(stat -> stat.state())
        .orElse(State.DEAD);
  }

  public boolean isAlive() {
    return state() != State.DEAD;
  }

  private record Stat(State state, long startTicks) {}

  private static Optional<Stat> stat(long pid) {
    try {
      return Optional.of(parse(Files.readString(Path.of("/proc/" + pid + "/stat"))));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** {@code 123 (any (name)) S 1 …}: the name may hold anything, so count from the last ")". */
  private static Stat parse(String line) {
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    State state =
        switch (fields[0]) {
          case "T", "t" -> State.STOPPED;
          case "Z", "X" -> State.DEAD; // not reaped yet; it runs no more
          default -> State.RUNNING;
        };
    return new Stat(state, Long.parseLong(fields[19]));
  }
}
