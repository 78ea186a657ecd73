package io.drawbridge.cli.local;

import io.drawbridge.cli.context.ProcessIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Starts processes again that died by themselves, unless somebody holds them. Threads: any; every
 * restart waits on a virtual thread of its own.
 */
final class Supervisor implements LocalProcess.EndListener, AutoCloseable {
  /** Long enough to be seen in `status`, and for a port to be free again. */
  private static final Duration FIRST_DELAY = Duration.ofSeconds(2);

  /** A crash loop costs at most one start in that time. */
  private static final Duration MAX_DELAY = Duration.ofSeconds(30);

  private static final Duration HEALTHY = Duration.ofMinutes(1);

  private final Restart restart;
  private final Supplier<Backoff> newBackoff;
  private final Consumer<String> events;
  private final Map<LocalProcess, Backoff> backoffs = new ConcurrentHashMap<>();
  private final ExecutorService restarts = Executors.newVirtualThreadPerTaskExecutor();

  Supervisor(Restart restart, Consumer<String> events) {
    this(restart, () -> new Backoff(FIRST_DELAY, MAX_DELAY, HEALTHY), events);
  }

  Supervisor(Restart restart, Supplier<Backoff> newBackoff, Consumer<String> events) {
    this.restart = restart;
    this.newBackoff = newBackoff;
    this.events = events;
  }

  @Override
  public void ended(LocalProcess process, String how, Duration well) {
    again(process, process.label() + ": " + how, well);
  }

  @Override
  public void succeeded(LocalProcess process, ProcessIdentity next) {
    events.accept(process.label() + ": process " + next.pid() + " has taken over");
  }

  private void again(LocalProcess process, String what, Duration well) {
    String last =
        LogTail.lastLine(process.logFile()).map(line -> "; its log ends: " + line).orElse("");
    if (restart == Restart.NEVER) {
      events.accept(what + ", stays so" + last);
      return;
    }
    Duration delay = backoffs.computeIfAbsent(process, _ -> newBackoff.get()).next(well);
    events.accept(what + ", starts again in " + seconds(delay) + last);
    process.willRestart();
    try {
      restarts.execute(() -> restart(process, delay));
    } catch (RejectedExecutionException _) {
      // The fleet is being stopped.
    }
  }

  private void restart(LocalProcess process, Duration delay) {
    long startNanos = System.nanoTime();
    try {
      Thread.sleep(delay);
      startNanos = System.nanoTime();
      if (process.startIfRestarting()) {
        process.awaitReady(StartOrder.READY_LIMIT);
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        events.accept(process.label() + ": runs again, ready after " + seconds(took));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (FleetException e) {
      failed(process, e);
    }
  }

  /** One that runs may still become ready, and one that somebody ended since is theirs. */
  private void failed(LocalProcess process, FleetException e) {
    String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (process.diedWhileStarting()) {
      again(process, problem, Duration.ZERO);
    } else if (process.state() == ProcessIdentity.State.RUNNING) {
      events.accept(problem);
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : "%.1f s".formatted(duration.toMillis() / 1000.0);
  }

  /** Starts nothing any more. */
  @Override
  public void close() {
    restarts.shutdownNow();
  }
}
