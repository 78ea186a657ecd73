package io.drawbridge.gateway.handover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the JVM's compilers wait for whoever serves clients. A crowd that comes all at once, or a
 * next process that starts, is code that has not been compiled: on few processors the compilers
 * then have a third of the time of each, and clients who have nothing to do with it wait. Compiled
 * a little later, the same code harms nobody.
 */
public final class CompilerPriority {
  /** A compiler gets a tenth of what a thread that competes with it does (sched(7)). */
  static final int NICE = 10;

  private static final Path THREADS = Path.of("/proc/self/task");

  /** As Linux has their names: cut off after 15 characters. */
  private static final List<String> COMPILERS = List.of("C1 CompilerThre", "C2 CompilerThre");

  private static final Logger log = LoggerFactory.getLogger(CompilerPriority.class);

  private CompilerPriority() {}

  /**
   * From now on, for good: an unprivileged process cannot take it back. Compilers that the JVM adds
   * later are started by these and inherit it. Any thread; a failure costs time and nothing else.
   */
  public static void giveWay() {
    for (int thread : compilers()) {
      try {
        SystemCalls.setThreadNice(thread, NICE);
      } catch (IOException e) {
        log.debug("thread {} compiles at the priority of all: {}", thread, e.getMessage());
      }
    }
  }

  /** By their numbers in the kernel. */
  static List<Integer> compilers() {
    try (Stream<Path> threads = Files.list(THREADS)) {
      return threads
          .filter(each -> COMPILERS.contains(name(each)))
          .map(each -> Integer.valueOf(each.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      log.debug("threads are not listed here: {}", e.getMessage());
      return List.of();
    }
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException _) {
      return ""; // it has ended
    }
  }
}
