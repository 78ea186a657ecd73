package io.drawbridge.bench.run;

/**
 * How much load a run makes. The figures of docs/performance.md are of {@link #FULL}; anything else
 * is for trying.
 *
 * @param connections of open loops: 10,000 are enough that nothing of one is in a cache when its
 *     next message comes
 * @param ratePerSecond of open loops, all connections together: some 20 % of a core in C, so that
 *     what is measured is a server that sleeps and wakes, as servers do
 * @param idleSessions held when the memory of one is taken; a process may open 20,000 files
 * @param idleBase held before, so that what is there once is not divided among sessions
 * @param connects of a storm
 */
public record Size(
    int connections,
    int ratePerSecond,
    int warmupSeconds,
    int seconds,
    int idleSessions,
    int idleBase,
    int connects) {
  /** Of a message or a push. */
  static final int BODY_BYTES = 32;

  /** What docs/performance.md speaks of. */
  public static final Size FULL = new Size(10_000, 20_000, 8, 10, 19_000, 1_000, 200_000);

  Size longerBy(int more) {
    return lasting(warmupSeconds, seconds + more);
  }

  Size warmedFor(int warmup) {
    return lasting(warmup, seconds);
  }

  private Size lasting(int warmup, int counted) {
    return new Size(connections, ratePerSecond, warmup, counted, idleSessions, idleBase, connects);
  }
}
