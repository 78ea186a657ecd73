package io.drawbridge.cli.local;

import io.drawbridge.cli.context.Condition;
import io.drawbridge.cli.context.ProcessIdentity;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The processes of a fleet, and what can be done to each. Threads: any. */
final class Members {
  private final Function<ProcessPlan, LocalProcess> process;
  private final Growth growth;
  private final List<LocalProcess> all = new CopyOnWriteArrayList<>();
  private boolean retired;

  /** How to start a process that the fleet does not have yet. */
  interface Growth {
    /**
     * Writes its configuration.
     *
     * @throws IllegalArgumentException if the fleet cannot have it
     */
    ProcessPlan plan(ProcessName name) throws IOException, FleetException;
  }

  Members(Function<ProcessPlan, LocalProcess> process, Growth growth) {
    this.process = process;
    this.growth = growth;
  }

  List<LocalProcess> all() {
    return List.copyOf(all);
  }

  synchronized LocalProcess add(ProcessPlan plan) {
    LocalProcess added = process.apply(plan);
    if (retired) {
      added.retire();
    }
    all.add(added);
    return added;
  }

  /**
   * The process called so.
   *
   * @throws IllegalArgumentException if there is none
   */
  LocalProcess get(ProcessName name) {
    return find(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                name
                    + ": no such process (expected: one of "
                    + all.stream().map(LocalProcess::label).collect(Collectors.joining(", "))
                    + ")"));
  }

  void kill(ProcessName name) throws FleetException, InterruptedException {
    LocalProcess process = get(name);
    if (process.condition() != Condition.RESTARTING) { // one that would come back is held as well
      requireAlive(process);
    }
    process.kill();
  }

  void stop(ProcessName name) throws FleetException, InterruptedException {
    LocalProcess process = get(name);
    requireAlive(process);
    if (process.state() == ProcessIdentity.State.STOPPED) {
      throw new FleetException(process.label() + ": stopped already (expected: running)");
    }
    process.pause();
  }

  void cont(ProcessName name) throws FleetException, InterruptedException {
    LocalProcess process = get(name);
    if (process.state() == ProcessIdentity.State.STOPPED) {
      process.resume();
    } else {
      startAndAwait(process);
    }
  }

  void start(ProcessName name) throws FleetException, InterruptedException {
    LocalProcess process = getOrAdd(name);
    if (process.state() == ProcessIdentity.State.STOPPED) {
      process.resume();
      process.awaitReady(StartOrder.READY_LIMIT);
    } else {
      startAndAwait(process);
    }
  }

  void restart(ProcessName name) throws FleetException, InterruptedException {
    LocalProcess process = get(name);
    requireAlive(process);
    process.terminate();
    startAndAwait(process);
  }

  /** From now on nothing is started, and no end is news. */
  synchronized void retire() {
    retired = true;
    all.forEach(LocalProcess::retire);
  }

  private Optional<LocalProcess> find(ProcessName name) {
    String label = name.toString();
    return all.stream().filter(process -> process.label().equals(label)).findFirst();
  }

  private synchronized LocalProcess getOrAdd(ProcessName name) throws FleetException {
    Optional<LocalProcess> known = find(name);
    if (known.isPresent()) {
      return known.get();
    }
    try {
      ProcessPlan plan = growth.plan(name);
      PortCheck.requireFree(List.of(plan));
      return add(plan);
    } catch (IOException e) {
      throw new FleetException(name + ": " + e.getMessage(), e);
    }
  }

  private static void startAndAwait(LocalProcess process)
      throws FleetException, InterruptedException {
    process.start();
    process.awaitReady(StartOrder.READY_LIMIT);
  }

  private static void requireAlive(LocalProcess process) throws FleetException {
    if (process.state() == ProcessIdentity.State.DEAD) {
      throw new FleetException(
          "%s: not running (%s; expected: running, `start` starts it)"
              .formatted(process.label(), process.condition().key()));
    }
  }
}
