package io.drawbridge.bench.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * Processors that a process is bound to, so that who serves and who asks do not take each other's.
 *
 * @param list as {@code taskset} understands it; empty = all
 */
public record Cores(String list) {
  /** No binding. */
  public static final Cores ALL = new Cores("");

  /** Who is measured. */
  public static Cores ofServer() {
    return count() > 1 ? new Cores("0") : ALL;
  }

  /** Who makes load, and everything else. */
  public static Cores ofLoad() {
    return count() > 1 ? new Cores(count() > 2 ? "1-" + (count() - 1) : "1") : ALL;
  }

  /** A command whose process has a tenth of the time that others on its processor want. */
  public static List<String> behind(List<String> command) {
    List<String> nice = new ArrayList<>(List.of("nice", "-n", "10"));
    nice.addAll(command);
    return nice;
  }

  List<String> pinned(List<String> command) {
    List<String> pinned = new ArrayList<>();
    if (!list.isEmpty()) {
      pinned.addAll(List.of("taskset", "-c", list));
    }
    pinned.addAll(command);
    return pinned;
  }

  private static int count() {
    return Runtime.getRuntime().availableProcessors();
  }
}
