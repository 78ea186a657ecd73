package io.drawbridge.cli.local;

import io.drawbridge.cli.context.ProcessIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Sends signals to processes that are certainly still the same ones. */
final class Signals {
  private static final Duration POLL = Duration.ofMillis(20);

  private Signals() {}

  /** Does nothing if the process is gone. {@code signal} as in {@code kill -SIGNAL}. */
  static void send(ProcessIdentity process, String signal)
      throws IOException, InterruptedException {
    if (process.isAlive()) {
      // The JDK knows TERM and KILL only; every POSIX shell knows them all.
      new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  /** True once all are gone; false after {@code limit}. */
  static boolean awaitEnd(List<ProcessIdentity> processes, Duration limit)
      throws InterruptedException {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (processes.stream().anyMatch(ProcessIdentity::isAlive)) {
      if (System.nanoTime() >= deadlineNanos) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }
}
