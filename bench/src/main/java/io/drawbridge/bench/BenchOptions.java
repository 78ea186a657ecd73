package io.drawbridge.bench;

import io.drawbridge.bench.run.Size;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of every bench that makes load. */
final class BenchOptions {
  @Option(
      names = "--connections",
      description = "Clients of open loops (default: ${DEFAULT-VALUE}).")
  private int connections = Size.FULL.connections();

  @Option(
      names = "--rate",
      description =
          "Messages a second of open loops, all clients together (default: ${DEFAULT-VALUE}).")
  private int rate = Size.FULL.ratePerSecond();

  @Option(names = "--warmup", description = "Seconds before it counts (default: ${DEFAULT-VALUE}).")
  private int warmup = Size.FULL.warmupSeconds();

  @Option(names = "--seconds", description = "Seconds that count (default: ${DEFAULT-VALUE}).")
  private int seconds = Size.FULL.seconds();

  @Option(names = "--sessions", description = "Idle sessions (default: ${DEFAULT-VALUE}).")
  private int sessions = Size.FULL.idleSessions();

  @Option(names = "--connects", description = "Connects of a storm (default: ${DEFAULT-VALUE}).")
  private int connects = Size.FULL.connects();

  @Option(
      names = "--jvm",
      paramLabel = "OPTION",
      description = "A JVM option for gateways, such as --jvm=-XX:+UseParallelGC; may be repeated.")
  private List<String> jvm = new ArrayList<>();

  @Option(
      names = "--record",
      description = "From now on this run's C figures are what later runs are held against.")
  private boolean record;

  Size size() {
    int base = Math.min(Size.FULL.idleBase(), sessions / 2);
    return new Size(connections, rate, warmup, seconds, sessions, base, connects);
  }

  List<String> jvm() {
    return jvm;
  }

  boolean record() {
    return record;
  }
}
