package io.drawbridge.cli.local;

import io.drawbridge.cli.context.Condition;
import io.drawbridge.cli.context.ProcessIdentity;
import io.drawbridge.process.config.HostPort;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process of a local fleet. It may be ended and started again any number of times; its log goes
 * on. Threads: any; the calls that start and end it exclude each other.
 */
public final class LocalProcess {
  private static final Duration READY_POLL = Duration.ofMillis(100);

  /** Nobody tells of the end of a process that is not a child. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final ProcessPlan plan;
  private final String home;
  private final FleetRecord record;
  private final EndListener ends;
  private volatile @Nullable Running running;
  private volatile Condition condition = Condition.DEAD;
  private boolean retired;

  /** Told of an end that nobody here has asked for, of a process that had been ready. */
  interface EndListener {
    /**
     * On any thread, which must not be kept.
     *
     * @param how such as "ended by signal 9"
     * @param well for how long it had been ready
     */
    void ended(LocalProcess process, String how, Duration well);

    /** Another process has taken over from it, which is this one from now on. */
    default void succeeded(LocalProcess process, ProcessIdentity next) {}
  }

  /** A started process: a child, or one that has taken over from a child. */
  private static final class Running {
    private final Optional<Process> child;
    private final ProcessIdentity identity;

    /** Somebody here has asked it to end, or has said that it has. */
    private boolean endExpected;

    /** Somebody waits for its readiness, and says so if it ends before. */
    private boolean awaited = true;

    private long readyNanos = System.nanoTime();

    Running(Optional<Process> child, ProcessIdentity identity) {
      this.child = child;
      this.identity = identity;
    }

    /** Returns when it has. */
    void awaitEnd() throws InterruptedException {
      if (child.isPresent()) {
        int _ = child.get().waitFor();
      }
      while (identity.isAlive()) {
        Thread.sleep(LOOK_AGAIN);
      }
    }

    boolean hasHandedOver() {
      return child.isEmpty() || child.get().exitValue() == 0;
    }

    /** Only a parent is told how. */
    String end() {
      if (child.isEmpty()) {
        return "ended";
      }
      int code = child.get().exitValue();
      return code > 128 ? "ended by signal " + (code - 128) : "ended with exit code " + code;
    }
  }

  LocalProcess(ProcessPlan plan, String home, FleetRecord record, EndListener ends) {
    this.plan = plan;
    this.home = home;
    this.record = record;
    this.ends = ends;
  }

  public String name() {
    return plan.name();
  }

  public String region() {
    return plan.region();
  }

  /** Unique within the fleet: {@code gw-1} in the first region, else {@code local-2/gw-1}. */
  public String label() {
    return label(region(), name());
  }

  static String label(String region, String name) {
    return region.equals(FleetSettings.regionName(1)) ? name : region + "/" + name;
  }

  public Role role() {
    return plan.role();
  }

  /** What it listens on, by what is served there: "clients", "grpc", "operations". */
  public Map<String, HostPort> addresses() {
    return plan.addresses();
  }

  /** Everything it has written to its standard streams, over all its starts. */
  public String log() throws IOException {
    return Files.readString(plan.log());
  }

  Path logFile() {
    return plan.log();
  }

  /** Empty if it was never started. */
  public Optional<ProcessIdentity> identity() {
    return Optional.ofNullable(running).map(started -> started.identity);
  }

  /** As the kernel says now. */
  public ProcessIdentity.State state() {
    return identity().map(ProcessIdentity::state).orElse(ProcessIdentity.State.DEAD);
  }

  /** As the fleet file says. */
  public Condition condition() {
    return condition;
  }

  /**
   * Starts it and returns at once; see {@link #awaitReady}.
   *
   * @throws FleetException if it runs already or cannot be started
   */
  public synchronized void start() throws FleetException {
    if (retired) {
      throw new FleetException(label() + ": the fleet is being stopped");
    }
    if (state() != ProcessIdentity.State.DEAD) {
      throw new FleetException(label() + ": runs already (expected: ended)");
    }
    try {
      Process process = spawn();
      ProcessIdentity identity =
          ProcessIdentity.of(process.pid())
              .orElseThrow(() -> new FleetException(label() + ": gone at once"));
      Running started = new Running(Optional.of(process), identity);
      running = started;
      become(Condition.STARTING);
      // Not by onExit(): its one thread on two cores would wait here for a lock, and others for it.
      Thread.ofVirtual().start(() -> awaitEnd(started));
    } catch (IOException e) {
      throw new FleetException(label() + ": cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * Returns when its readiness check passes.
   *
   * @throws FleetException if it ends before, or {@code limit} is over, with its last log lines
   */
  public void awaitReady(Duration limit) throws FleetException, InterruptedException {
    Running started = running;
    if (started == null) {
      throw new FleetException(label() + ": not started (expected: started)");
    }
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    Optional<String> problem = plan.ready().problem();
    while (problem.isPresent()) {
      requireAlive(started);
      if (System.nanoTime() >= deadlineNanos) {
        isUp(started);
        throw new FleetException(
            "%s: not ready within %d s: %s%s"
                .formatted(label(), limit.toSeconds(), problem.get(), lastLines()));
      }
      Thread.sleep(READY_POLL);
      problem = plan.ready().problem();
    }
    isUp(started);
  }

  private synchronized void requireAlive(Running started) throws FleetException {
    if (!started.identity.isAlive()) {
      started.endExpected = true;
      throw new FleetException(
          label() + ": " + howItEnded(started) + " before it was ready" + lastLines());
    }
  }

  /** From now on its end is news. */
  private synchronized void isUp(Running started) throws FleetException {
    requireAlive(started);
    started.awaited = false;
    started.readyNanos = System.nanoTime();
    if (condition == Condition.STARTING) { // not if somebody holds it by now
      become(Condition.RUNNING);
    }
  }

  /** SIGKILL; returns when it is gone. It stays down until {@link #start}. */
  public synchronized void kill() throws FleetException, InterruptedException {
    end("KILL");
    become(Condition.HELD_KILLED);
  }

  /** SIGTERM; returns when it is gone, which its role's limit bounds by SIGKILL. */
  public synchronized void terminate() throws FleetException, InterruptedException {
    end("TERM");
    become(Condition.DEAD);
  }

  /** SIGSTOP: it holds its sockets and answers nothing, like a machine cut off. */
  public synchronized void pause() throws FleetException, InterruptedException {
    signal(everybody(), "STOP");
    become(Condition.HELD_STOPPED);
  }

  /** SIGCONT. */
  public synchronized void resume() throws FleetException, InterruptedException {
    signal(everybody(), "CONT");
    become(Condition.RUNNING);
  }

  /** It died, and {@link #startIfRestarting} will follow. */
  synchronized void willRestart() {
    note(Condition.RESTARTING);
  }

  /** False if somebody has started it, or holds it, since {@link #willRestart}. */
  synchronized boolean startIfRestarting() throws FleetException {
    if (retired || condition != Condition.RESTARTING) {
      return false;
    }
    start();
    return true;
  }

  /** It is gone, and nobody here has asked for it. */
  synchronized boolean diedWhileStarting() {
    return switch (condition) {
      case RESTARTING -> true;
      case STARTING -> state() == ProcessIdentity.State.DEAD;
      case RUNNING, HELD_KILLED, HELD_STOPPED, DEAD -> false;
    };
  }

  /** From now on it is not started again, and its end is no news. */
  synchronized void retire() {
    retired = true;
    Running started = running;
    if (started != null) {
      started.endExpected = true;
    }
  }

  private void end(String signal) throws FleetException, InterruptedException {
    Running started = running;
    if (started == null) {
      return;
    }
    started.endExpected = true;
    List<ProcessIdentity> all = everybody();
    signal(all, signal);
    signal(all, "CONT"); // a halted process would never see a TERM
    if (!Signals.awaitEnd(all, role().stopLimit())) {
      signal(all, "KILL");
      boolean _ = Signals.awaitEnd(all, role().stopLimit());
    }
  }

  /** In a hot restart there are two. */
  private List<ProcessIdentity> everybody() {
    List<ProcessIdentity> all = new ArrayList<>();
    identity()
        .ifPresent(known -> {
          all.add(known);
          all.addAll(next(known));
        });
    return all;
  }

  private List<ProcessIdentity> next(ProcessIdentity known) {
    return role() == Role.GATEWAY
        ? NextProcess.of(Path.of(home), plan.command().getLast(), known)
        : List.of();
  }

  private void signal(List<ProcessIdentity> all, String signal)
      throws FleetException, InterruptedException {
    for (ProcessIdentity each : all) {
      try {
        Signals.send(each, signal);
      } catch (IOException e) {
        throw new FleetException(label() + ": no signal sent: " + e.getMessage(), e);
      }
    }
  }

  /** Where nobody can be told that the file was not written; it is for others to read. */
  private void note(Condition next) {
    try {
      become(next);
    } catch (FleetException _) {
      condition = next;
    }
  }

  private void become(Condition next) throws FleetException {
    condition = next;
    Running started = running;
    if (started != null) {
      try {
        record.add(plan, started.identity, next);
      } catch (IOException e) {
        throw new FleetException("fleet.json: " + e.getMessage(), e);
      }
    }
  }

  /** In a session of its own: a terminal's Ctrl-C reaches the launcher alone. */
  private Process spawn() throws IOException {
    List<String> command = new ArrayList<>();
    command.add("setsid");
    // Both become what they start, so pid and signals are the process's own.
    plan.namespace().ifPresent(name -> command.addAll(List.of("ip", "netns", "exec", name)));
    command.addAll(plan.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(plan.log().resolveSibling("").toFile()) // where a crash leaves its report
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
    builder.environment().putAll(plan.environment());
    builder.environment().put(Leftovers.MARK, home);
    return builder.start();
  }

  private void awaitEnd(Running started) {
    try {
      started.awaitEnd();
      ended(started);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void ended(Running started) {
    if (started != running || started.awaited || started.endExpected) {
      return;
    }
    List<ProcessIdentity> next = started.hasHandedOver() ? next(started.identity) : List.of();
    if (!next.isEmpty()) {
      succeeded(next.getFirst());
      return;
    }
    Duration well = Duration.ofNanos(System.nanoTime() - started.readyNanos);
    note(Condition.DEAD);
    ends.ended(this, started.end(), well);
  }

  private void succeeded(ProcessIdentity next) {
    Running successor = new Running(Optional.empty(), next);
    successor.awaited = false;
    running = successor;
    note(condition);
    Thread.ofVirtual().start(() -> awaitEnd(successor));
    ends.succeeded(this, next);
  }

  /** It is gone for the kernel, and soon for its parent. */
  private static String howItEnded(Running started) {
    try {
      started.awaitEnd();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return started.end();
  }

  private String lastLines() {
    return "\nThe last lines of " + plan.log() + ":\n" + LogTail.of(plan.log());
  }
}
