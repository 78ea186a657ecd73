package io.drawbridge.gateway.overload;

/** Cuts a gate's growing sums into windows. One thread. */
final class WindowReader {
  private final Gate gate;
  private final long[] lastOffered = new long[Priority.COUNT];
  private long lastAdmitted;
  private long lastAnswered;
  private long lastWaited;
  private long lastNanos;

  WindowReader(Gate gate, long nowNanos) {
    this.gate = gate;
    this.lastNanos = nowNanos;
  }

  /** Since the last call, at first since the construction. */
  Window next(long nowNanos) {
    int[] offered = new int[Priority.COUNT];
    for (int priority = 0; priority < offered.length; priority++) {
      long sum = 0;
      for (LoopGate loop : gate.loops()) {
        sum += loop.offered().get(priority);
      }
      offered[priority] = (int) (sum - lastOffered[priority]);
      lastOffered[priority] = sum;
    }
    long admitted = sum(LoopGate.ADMITTED);
    long answered = sum(LoopGate.ANSWERED);
    long waited = sum(LoopGate.WAITED_NANOS);
    long done = answered - lastAnswered;
    Window window =
        new Window(
            new Histogram(offered),
            admitted - lastAdmitted,
            done,
            done <= 0 ? 0 : (double) (waited - lastWaited) / done,
            sum(LoopGate.UNDER_WAY),
            nowNanos - lastNanos);
    lastAdmitted = admitted;
    lastAnswered = answered;
    lastWaited = waited;
    lastNanos = nowNanos;
    return window;
  }

  private long sum(int which) {
    long sum = 0;
    for (LoopGate loop : gate.loops()) {
      sum += loop.sum(which);
    }
    return sum;
  }
}
