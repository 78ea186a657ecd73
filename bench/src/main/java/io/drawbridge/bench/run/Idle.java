package io.drawbridge.bench.run;

import io.drawbridge.bench.machine.Memory;
import io.drawbridge.bench.yardstick.Yardstick;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;

/**
 * Memory of a client that is connected and silent: the slope between two numbers of them, so that
 * what a process needs once is not counted. A gateway's clients are distinct users on distinct
 * devices, authenticated, and in the directory.
 */
public final class Idle {
  private final Bench bench;
  private final Size size;
  private final Figures figures;

  public Idle(Bench bench, Size size) {
    this.bench = bench;
    this.size = size;
    this.figures = bench.figures();
  }

  /** Everything, the yardsticks first. */
  public void run() throws IOException, InterruptedException, ServersException {
    for (Yardstick kind : bench.yardsticks()) {
      try (Subject yardstick = bench.yardstick(kind)) {
        measure(yardstick, "idle." + yardstick.key() + "_", "connection", kind == Yardstick.NETTY);
      }
    }
    try (Subject gateway = bench.gateway()) {
      measure(gateway, "idle.", "session", true);
    }
  }

  /** {@code java}: has a heap to look at. */
  void measure(Subject subject, String prefix, String unit, boolean java)
      throws IOException, InterruptedException {
    figures.say(
        "idle: %d and %d clients of %s"
            .formatted(size.idleBase(), size.idleSessions(), subject.key()));
    int more = size.idleSessions() - size.idleBase();
    try (Generator base = connected(subject, Load.idle(size.idleBase(), 0))) {
      Point few = Point.of(subject, java);
      try (Generator rest = connected(subject, Load.idle(more, size.idleBase()))) {
        Point many = Point.of(subject, java);
        if (java) {
          figures.add(prefix + "heap_bytes_per_" + unit, (many.heap - few.heap) / more);
        }
        figures.add(prefix + "rss_bytes_per_" + unit, (many.resident - few.resident) / more);
        rest.go();
        rest.figures();
      }
      base.go();
      base.figures();
    }
  }

  private Generator connected(Subject subject, Load load) throws IOException, InterruptedException {
    Generator generator = subject.load(bench.folder(), load);
    generator.go();
    return generator;
  }

  /** Bytes; what is resident after the collection that finding the live heap takes. */
  private record Point(double heap, double resident) {
    static Point of(Subject subject, boolean java) throws IOException, InterruptedException {
      double heap = java ? Memory.liveHeapBytes(subject.process()) : 0;
      return new Point(heap, Memory.residentBytes(subject.process()));
    }
  }
}
