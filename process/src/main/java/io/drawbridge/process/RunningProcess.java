package io.drawbridge.process;

import java.util.Optional;

/** A started process. */
public interface RunningProcess {
  /**
   * Drains, then stops. Called once, on SIGTERM or SIGINT, on a thread of its own; must return
   * within {@link ProcessMain#STOP_LIMIT}, after which the process is halted.
   */
  void stop();

  /**
   * What SIGHUP does; empty = what it does to any Java process, which is to stop it. It runs on a
   * thread of its own.
   */
  default Optional<Runnable> onHangUp() {
    return Optional.empty();
  }

  /** Called once, when the process has started; one that hands over keeps it for that. */
  default void succession(Succession succession) {}
}
