package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.MeasuredGateway;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Memory;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Restarts one gateway, and keeps the worst of what each restart showed. Threads: one. */
final class HandoverRestarts {
  /** From the start of the new process to the end of the old one. */
  private static final long EXIT_WITHIN_NANOS = Duration.ofSeconds(60).toNanos();

  private static final Duration EXITED = Duration.ofSeconds(1);
  private static final long LOOK_AGAIN_MILLIS = 10;
  private static final int LOOKS_A_SAMPLE = 10;

  private final MeasuredGateway gateway;
  private final Figures figures;
  private double longestExitSeconds;
  private double largestResidentRatio;
  private double lowestRate = Double.POSITIVE_INFINITY;

  HandoverRestarts(MeasuredGateway gateway, Figures figures) {
    this.gateway = gateway;
    this.figures = figures;
  }

  /** Returns when the new process has everything and the old one is gone. */
  void handOver() throws IOException, InterruptedException {
    double alone = Memory.residentBytes(gateway.process());
    long startedNanos = System.nanoTime();
    Child before = gateway.startSuccessor();
    try {
      double most = mostResidentUntilExit(before, startedNanos);
      double seconds = (System.nanoTime() - startedNanos) / 1e9;
      var _ = before.awaitEnd(EXITED); // by exit code 0
      longestExitSeconds = Math.max(longestExitSeconds, seconds);
      largestResidentRatio = Math.max(largestResidentRatio, most / alone);
    } finally {
      before.kill();
    }
    gateway.awaitReady();
    double connections = metric("drawbridge_gateway_handover_sessions");
    double seconds = metric("drawbridge_gateway_handover_seconds");
    figures.say("  taken over: %.0f connections in %.3f s".formatted(connections, seconds));
    lowestRate = Math.min(lowestRate, seconds > 0 ? connections / seconds : 0);
  }

  /** The same without a hand-over: SIGKILL, and a new process. */
  void kill() throws IOException, InterruptedException {
    gateway.process().kill();
    Child _ = gateway.startSuccessor();
    gateway.awaitReady();
  }

  private double mostResidentUntilExit(Child before, long startedNanos)
      throws IOException, InterruptedException {
    double most = 0;
    for (int look = 0; before.isAlive(); look++) {
      if (!gateway.process().isAlive()) {
        throw new IOException("gateway: the new process has ended (expected: the old one)");
      }
      if (System.nanoTime() - startedNanos > EXIT_WITHIN_NANOS) {
        throw new IOException("gateway: the old process has not ended within 60 s");
      }
      if (look % LOOKS_A_SAMPLE == 0) {
        most = Math.max(most, resident(before) + resident(gateway.process()));
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    return most;
  }

  private static double resident(Child child) {
    try {
      return Memory.residentBytes(child);
    } catch (IOException _) {
      return 0; // it ends at this moment
    }
  }

  /** Whatever its labels. */
  private double metric(String name) throws IOException, InterruptedException {
    Matcher line =
        Pattern.compile("^" + name + "(\\{.*})? (\\S+)$", Pattern.MULTILINE)
            .matcher(gateway.metrics());
    if (!line.find()) {
      throw new IOException("gateway: no metric " + name + " (expected: after a hand-over)");
    }
    return Double.parseDouble(line.group(2));
  }

  /**
   * Nothing, if there was none.
   *
   * @param withRate a connection behind TLS is not taken over
   */
  void addTo(Figures all, boolean withRate) {
    if (Double.isFinite(lowestRate)) {
      if (withRate) {
        all.add("handover.connections_per_second", lowestRate);
      }
      all.add("handover.old_exit_seconds", longestExitSeconds);
      all.add("handover.rss_of_both_ratio", largestResidentRatio);
    }
  }
}
