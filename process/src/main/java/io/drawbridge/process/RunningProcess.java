package io.drawbridge.process;

/** A started process. */
public interface RunningProcess {
  /**
   * Drains, then stops. Called once, on SIGTERM or SIGINT, on a thread of its own; must return
   * within {@link ProcessMain#STOP_LIMIT}, after which the process is halted.
   */
  void stop();

  /** Called once, when the process has started; one that hands over keeps it for that. */
  default void succession(Succession succession) {}
}
