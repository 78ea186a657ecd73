package io.drawbridge.process.operations;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * What a process says about itself: <em>alive</em> (its liveness checks pass), <em>started</em>
 * (once, forever), <em>ready</em> (started, not stopping, and every readiness check passes).
 *
 * <p>Checks answer from what is known already; they are called for every probe, on any thread, and
 * one that takes longer than {@link Probe#CHECK_LIMIT} counts as failing. Threads: any.
 */
public final class Health {
  /** Where the process is in its life. */
  enum Phase {
    STARTING,
    RUNNING,
    STOPPING
  }

  private final Map<String, Supplier<Check>> liveness = new ConcurrentSkipListMap<>();
  private final Map<String, Supplier<Check>> readiness = new ConcurrentSkipListMap<>();
  private volatile Phase phase = Phase.STARTING;

  /** Adds what must hold for work to be sent here. A second check of the same name replaces it. */
  public void readiness(String name, Supplier<Check> check) {
    readiness.put(name, check);
  }

  /** Adds what only a restart can repair. A second check of the same name replaces it. */
  public void liveness(String name, Supplier<Check> check) {
    liveness.put(name, check);
  }

  /** The process does its work now. */
  public void started() {
    phase = Phase.RUNNING;
  }

  /** The process is on its way out: never ready again. */
  public void stopping() {
    phase = Phase.STOPPING;
  }

  Probe alive() {
    return Probe.of(liveness);
  }

  Probe startup() {
    return Probe.of(Map.of("phase", () -> startedOr(phase)));
  }

  Probe ready() {
    Map<String, Supplier<Check>> checks = new ConcurrentSkipListMap<>(readiness);
    checks.put("phase", () -> phase == Phase.RUNNING ? Check.passing() : startedOr(phase));
    return Probe.of(checks);
  }

  private static Check startedOr(Phase phase) {
    return switch (phase) {
      case STARTING -> Check.failing("starting");
      case RUNNING -> Check.passing();
      case STOPPING -> Check.failing("stopping");
    };
  }
}
