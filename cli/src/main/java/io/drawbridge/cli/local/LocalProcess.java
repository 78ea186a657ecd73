package io.drawbridge.cli.local;

import io.drawbridge.cli.context.ProcessIdentity;
import io.drawbridge.process.config.HostPort;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process of a local fleet. It may be ended and started again any number of times; its log goes
 * on. Threads: any; the calls that start and end it exclude each other.
 */
public final class LocalProcess {
  private static final Duration READY_POLL = Duration.ofMillis(100);

  private final ProcessPlan plan;
  private final String home;
  private final FleetRecord record;
  private final Consumer<String> events;
  private volatile @Nullable Running running;
  private boolean retired;

  /** A started process; {@code endExpected} once somebody here has asked it to end. */
  private static final class Running {
    private final Process process;
    private final ProcessIdentity identity;
    private volatile boolean endExpected;
    private volatile boolean wasReady;

    Running(Process process, ProcessIdentity identity) {
      this.process = process;
      this.identity = identity;
    }
  }

  LocalProcess(ProcessPlan plan, String home, FleetRecord record, Consumer<String> events) {
    this.plan = plan;
    this.home = home;
    this.record = record;
    this.events = events;
  }

  public String name() {
    return plan.name();
  }

  public String region() {
    return plan.region();
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

  /** Empty if it was never started. */
  public Optional<ProcessIdentity> identity() {
    return Optional.ofNullable(running).map(started -> started.identity);
  }

  public ProcessIdentity.State state() {
    return identity().map(ProcessIdentity::state).orElse(ProcessIdentity.State.DEAD);
  }

  /**
   * Starts it and returns at once; see {@link #awaitReady}.
   *
   * @throws FleetException if it runs already or cannot be started
   */
  public synchronized void start() throws FleetException {
    if (retired) {
      throw new FleetException(name() + ": the fleet is being stopped");
    }
    if (state() != ProcessIdentity.State.DEAD) {
      throw new FleetException(name() + ": runs already (expected: ended)");
    }
    try {
      Process process = spawn();
      ProcessIdentity identity =
          ProcessIdentity.of(process.pid())
              .orElseThrow(() -> new FleetException(name() + ": gone at once"));
      Running started = new Running(process, identity);
      running = started;
      record.add(plan, identity);
      var _ = process.onExit().thenAccept(ended -> ended(started));
    } catch (IOException e) {
      throw new FleetException(name() + ": cannot be started: " + e.getMessage(), e);
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
      throw new FleetException(name() + ": not started (expected: started)");
    }
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    Optional<String> problem = plan.ready().problem();
    while (problem.isPresent()) {
      if (!started.process.isAlive()) {
        started.endExpected = true;
        throw new FleetException(
            name() + ": " + exit(started.process) + " before it was ready" + lastLines());
      }
      if (System.nanoTime() >= deadlineNanos) {
        throw new FleetException(
            name()
                + ": not ready within "
                + limit.toSeconds()
                + " s: "
                + problem.get()
                + lastLines());
      }
      Thread.sleep(READY_POLL);
      problem = plan.ready().problem();
    }
    started.wasReady = true;
  }

  /** SIGKILL; returns when it is gone. */
  public synchronized void kill() throws InterruptedException, IOException {
    end("KILL");
  }

  /** SIGTERM; returns when it is gone, which its role's limit bounds by SIGKILL. */
  public synchronized void terminate() throws InterruptedException, IOException {
    end("TERM");
  }

  /** SIGSTOP: it holds its sockets and answers nothing, like a machine cut off. */
  public void pause() throws IOException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() throws IOException {
    signal("CONT");
  }

  /** From now on it is not started again, and its end is no news. */
  synchronized void retire() {
    retired = true;
    Running started = running;
    if (started != null) {
      started.endExpected = true;
    }
  }

  private void end(String signal) throws InterruptedException, IOException {
    Running started = running;
    if (started == null) {
      return;
    }
    started.endExpected = true;
    Signals.send(started.identity, signal);
    if (!Signals.awaitEnd(List.of(started.identity), role().stopLimit())) {
      Signals.send(started.identity, "KILL");
      started.process.waitFor();
    }
  }

  private void signal(String signal) throws IOException {
    Optional<ProcessIdentity> identity = identity();
    if (identity.isPresent()) {
      Signals.send(identity.get(), signal);
    }
  }

  /** In a session of its own: a terminal's Ctrl-C reaches the launcher alone. */
  private Process spawn() throws IOException {
    List<String> command = new ArrayList<>();
    command.add("setsid");
    command.addAll(plan.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
    builder.environment().putAll(plan.environment());
    builder.environment().put(Leftovers.MARK, home);
    return builder.start();
  }

  private void ended(Running started) {
    if (started.wasReady && !started.endExpected) {
      events.accept(name() + ": " + exit(started.process) + "; its log: " + plan.log());
    }
  }

  private static String exit(Process process) {
    int code = process.exitValue();
    return code > 128 ? "ended by signal " + (code - 128) : "ended with exit code " + code;
  }

  private String lastLines() {
    return "\nThe last lines of " + plan.log() + ":\n" + LogTail.of(plan.log());
  }
}
