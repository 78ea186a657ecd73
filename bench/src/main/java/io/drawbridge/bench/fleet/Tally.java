package io.drawbridge.bench.fleet;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/**
 * What a fleet's process counts, and how long changes take from a gateway's report to a subscriber.
 * Threads: any.
 */
final class Tally {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final double NANOS_PER_MILLI = 1e6;

  private final LongAdder reports = new LongAdder();
  private final LongAdder held = new LongAdder();
  private final LongAdder snapshots = new LongAdder();
  private final LongAdder snapshotBytes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Map<String, Change> changes = new ConcurrentHashMap<>();
  private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
  private volatile String firstFailure = "none";

  /** A gateway's newest change: the number of connections by which it is known, and when. */
  private record Change(int connections, long atNanos) {}

  /** Counts from zero again; of changes, those from now on. */
  synchronized void restart() {
    List.of(reports, held, snapshots, snapshotBytes).forEach(LongAdder::reset);
    changes.clear();
    latencies.reset();
  }

  void reportSent() {
    reports.increment();
  }

  /** One that a stream did not take, because it is not ready. */
  void reportHeld() {
    held.increment();
  }

  void snapshotReceived(long bytes) {
    snapshots.increment();
    snapshotBytes.add(bytes);
  }

  void failed(String what) {
    if (failures.sum() == 0) {
      firstFailure = what;
    }
    failures.increment();
  }

  /** {@code gateway} is about to report so many connections, which it never did before. */
  void changed(String gateway, int connections) {
    changes.put(gateway, new Change(connections, System.nanoTime()));
  }

  /** One subscriber sees that number for the first time. */
  void seen(String gateway, int connections, long atNanos) {
    Change change = changes.get(gateway);
    if (change != null && change.connections == connections) {
      synchronized (this) {
        latencies.recordValue(Math.min(LONGEST_NANOS, Math.max(0, atNanos - change.atNanos)));
      }
    }
  }

  /** One line of {@code key=value}. */
  synchronized String figures() {
    return String.format(
        Locale.ROOT,
        "reports=%d held=%d snapshots=%d snapshot_bytes=%d changes=%d p50_ms=%.1f p99_ms=%.1f"
            + " max_ms=%.1f failures=%d first_failure=%s",
        reports.sum(),
        held.sum(),
        snapshots.sum(),
        snapshotBytes.sum(),
        latencies.getTotalCount(),
        latencies.getValueAtPercentile(50) / NANOS_PER_MILLI,
        latencies.getValueAtPercentile(99) / NANOS_PER_MILLI,
        latencies.getMaxValue() / NANOS_PER_MILLI,
        failures.sum(),
        firstFailure.replace(' ', '_'));
  }
}
