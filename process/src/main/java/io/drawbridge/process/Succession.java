package io.drawbridge.process;

/** How a process leaves that another one takes over from while both run. Any thread. */
public interface Succession {
  /** Closes the operations port, which the next process opens. */
  void giveUpOperations();

  /** Opens it again: the next process has gone. */
  void takeOperationsBack();

  /**
   * Ends this process at once, as after an orderly stop; a service manager is told who goes on.
   * Does not return.
   *
   * @param next pid of the next process
   */
  void end(long next);
}
