package io.drawbridge.process;

import io.drawbridge.process.operations.Health;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGTERM and SIGINT: stop the process in order, within a bound, and say so by the exit code. */
final class StopSignal {
  private static final Logger log = LoggerFactory.getLogger(StopSignal.class);

  private StopSignal() {}

  static void onSignal(
      String name,
      Health health,
      RunningProcess running,
      OperationsPort operations,
      ServiceManager manager) {
    Thread hook =
        new Thread(
            () -> {
              manager.stopping();
              boolean stopped = stop(name, health, running, ProcessMain.STOP_LIMIT);
              operations.close();
              // Not exit(): we are inside it. Without this the code would be 143 however it went.
              Runtime.getRuntime().halt(stopped ? ProcessMain.STOPPED : ProcessMain.FAILED);
            },
            "stop-signal");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** False if {@code running} did not stop within {@code limit} or failed doing so. */
  static boolean stop(String name, Health health, RunningProcess running, Duration limit) {
    log.info("{}: stopping", name);
    health.stopping();
    boolean[] clean = new boolean[1];
    Thread stopper =
        Thread.ofPlatform()
            .daemon()
            .name("stop")
            .start(() -> {
              try {
                running.stop();
                clean[0] = true;
              } catch (RuntimeException e) {
                log.error("{}: failed while stopping", name, e);
              }
            });
    try {
      if (!stopper.join(limit)) {
        log.error("{}: did not stop within {} ms, halting", name, limit.toMillis());
        return false;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
    log.info("{}: stopped", name);
    return clean[0];
  }
}
