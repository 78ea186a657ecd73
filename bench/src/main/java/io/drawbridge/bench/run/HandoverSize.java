package io.drawbridge.bench.run;

/**
 * How many connections stay through how many restarts. The figures of docs/performance.md are of
 * {@link #FULL}; anything else is for trying.
 *
 * @param connections that stay
 * @param senders how many of them send messages; the others are silent
 * @param messagesPerSecond of all senders
 * @param restarts one after the other; 0: the gateway is not told where to hand over
 * @param warmupSeconds of the load, before times count
 * @param pauseSeconds before, between and after them
 * @param shortConnects that come and go meanwhile, at least
 * @param processes that the connections are divided among; a process may open 20,000 files
 * @param tls they are the Java library's, by TLS that ends in the gateway, and all of them send
 */
public record HandoverSize(
    int connections,
    int senders,
    int messagesPerSecond,
    int restarts,
    int warmupSeconds,
    int pauseSeconds,
    int shortConnects,
    int processes,
    boolean tls) {
  /** What docs/performance.md speaks of. */
  public static final HandoverSize FULL =
      new HandoverSize(18_000, 9_000, 4_000, 5, 15, 5, 10_000, 2, false);

  /** What it says of TLS in the gateway. */
  public static final HandoverSize FULL_TLS =
      new HandoverSize(200, 200, 1_000, 5, 15, 5, 1_000, 1, true);

  /** A minute's work. */
  public static final HandoverSize SMALL =
      new HandoverSize(2_000, 1_000, 500, 2, 10, 5, 1_000, 2, false);

  /**
   * What a restart may take when the pace of short connections is chosen; they go on until all is
   * over.
   */
  private static final int ASSUMED_RESTART_SECONDS = 4;

  /** The first part of the warm-up, in which the rate of messages rises. */
  int rampSeconds() {
    return warmupSeconds / 2;
  }

  int shortConnectsPerSecond() {
    int seconds =
        warmupSeconds
            - rampSeconds()
            + (restarts + 1) * pauseSeconds
            + restarts * ASSUMED_RESTART_SECONDS;
    return Math.max(1, shortConnects / Math.max(1, seconds));
  }
}
