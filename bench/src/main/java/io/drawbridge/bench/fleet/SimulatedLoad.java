package io.drawbridge.bench.fleet;

import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import java.util.random.RandomGenerator;

/**
 * What one gateway says it carries: every number breathes from report to report, as measured ones
 * do, and now and then the gateway is clearly more, or clearly less, busy than before. Its number
 * of connections then is one that it never had, so that a change can be told from all others.
 */
final class SimulatedLoad {
  static final int CAPACITY = 50_000;

  private static final int QUIET = 10_000;
  private static final int BUSY = 25_000;
  private static final double BREATH = 0.02;

  private final RandomGenerator random;
  private int changes;
  private int connections = QUIET;
  private double breath;

  SimulatedLoad(RandomGenerator random) {
    this.random = random;
    breathe();
  }

  void breathe() {
    breath = 1 + BREATH * (2 * random.nextDouble() - 1);
  }

  void change() {
    changes++;
    connections = (changes % 2 == 0 ? QUIET : BUSY) + changes;
    breathe();
  }

  int connections() {
    return connections;
  }

  Load measured() {
    double share = (double) connections / CAPACITY;
    return Load.newBuilder()
        .setConnections(connections)
        .setSessions(connections)
        .setDetachedSessions((int) (connections * 0.01))
        .setAcceptsPerSecond(120 * breath)
        .setMessagesInPerSecond(20_000 * breath)
        .setMessagesOutPerSecond(21_000 * breath)
        .setBytesInPerSecond(2.1e6 * breath)
        .setBytesOutPerSecond(2.3e6 * breath)
        .setBusinessAnswer(quantiles(4_000))
        .setRouted(quantiles(200))
        .setLoopLag(quantiles(300))
        .setCpu(0.2 * breath)
        .setMemoryUsedBytes((long) ((400L << 20) * (0.5 + share) * breath))
        .setMemoryLimitBytes(2L << 30)
        .setRefusalsPerSecond(breath)
        .build();
  }

  private LatencyMicros quantiles(int median) {
    return LatencyMicros.newBuilder()
        .setCount((long) (20_000 * breath))
        .setP50((long) (median * breath))
        .setP90((long) (2 * median * breath))
        .setP99((long) (5 * median * breath))
        .build();
  }
}
