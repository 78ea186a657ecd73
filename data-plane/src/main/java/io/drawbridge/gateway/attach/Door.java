package io.drawbridge.gateway.attach;

/**
 * Asked before anything is done for a CONNECT; its token is not yet looked at. Threads: any loop.
 */
@FunctionalInterface
public interface Door {
  /** Whether a client may come in, counted as one that did or did not. */
  DoorState asks(boolean resumes);

  /**
   * Whether a client that came to resume, and was let in for that, may begin anew: its session is
   * lost. Counted if not.
   */
  default DoorState beginsInstead() {
    return DoorState.OPEN;
  }
}
