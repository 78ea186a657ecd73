package io.drawbridge.business.push;

/** Unanswered pushes and their bytes, never beyond the limits. Threads: any. */
final class InFlight {
  private final PushLimits limits;
  private int pushes;
  private long bytes;

  InFlight(PushLimits limits) {
    this.limits = limits;
  }

  /** True when there was room; it is then given back by {@link #leave}. */
  synchronized boolean enter(int size) {
    boolean fits = bytes + size <= limits.inFlightBytes() || pushes == 0;
    if (pushes >= limits.inFlightPushes() || !fits) {
      return false;
    }
    pushes++;
    bytes += size;
    return true;
  }

  synchronized void leave(int size) {
    pushes--;
    bytes -= size;
  }

  synchronized boolean isEmpty() {
    return pushes == 0;
  }

  @Override
  public synchronized String toString() {
    return pushes + " pushes, " + bytes + " bytes";
  }
}
