package io.drawbridge.bench.machine;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the processor time of a bench's processes, and of everybody else, between two moments. Not
 * for processes that start or end in between.
 */
public final class Meter {
  private static final double NANOS_PER_SECOND = 1e9;

  private final List<Child> ours;
  private final Snapshot start;

  private Meter(List<Child> ours, Snapshot start) {
    this.ours = ours;
    this.start = start;
  }

  /** From now on. */
  public static Meter start(Collection<Child> ours) throws IOException {
    List<Child> copy = List.copyOf(ours);
    return new Meter(copy, Snapshot.take(copy));
  }

  /** Until now. */
  public Use stop() throws IOException {
    Snapshot end = Snapshot.take(ours);
    Map<Child, Double> seconds = new HashMap<>();
    double all = end.ownNanos - start.ownNanos;
    for (Child child : ours) {
      double nanos = end.nanos.getOrDefault(child, 0L) - start.nanos.getOrDefault(child, 0L);
      all += nanos;
      seconds.put(child, nanos / NANOS_PER_SECOND);
    }
    double wall = end.atNanos - start.atNanos;
    double others = (end.machineNanos - start.machineNanos - all) / wall;
    return new Use(wall / NANOS_PER_SECOND, seconds, Math.max(0, others));
  }

  /**
   * What was used.
   *
   * @param seconds how long it was
   * @param processorSeconds of each of our processes
   * @param othersCores processors that neither we nor our processes used, on average
   */
  public record Use(double seconds, Map<Child, Double> processorSeconds, double othersCores) {
    /** Processor time of {@code child} for each of {@code operations}. */
    public double microsecondsPer(Child child, double operations) {
      return processorSeconds.getOrDefault(child, 0.0) * 1e6 / operations;
    }
  }

  private record Snapshot(long atNanos, Map<Child, Long> nanos, long ownNanos, long machineNanos) {
    static Snapshot take(List<Child> children) throws IOException {
      Map<Child, Long> nanos = new HashMap<>();
      for (Child child : children) {
        nanos.put(child, Processors.nanosOf(child.pid()));
      }
      long own = Processors.nanosOf(ProcessHandle.current().pid());
      return new Snapshot(System.nanoTime(), nanos, own, Processors.nanosOfAll());
    }
  }
}
