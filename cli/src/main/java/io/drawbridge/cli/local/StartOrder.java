package io.drawbridge.cli.local;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Starts processes at the same time, except that each waits for the roles it needs. */
final class StartOrder {
  /** Ten JVMs on two busy cores have needed 40 s. */
  static final Duration READY_LIMIT = Duration.ofSeconds(90);

  private final Consumer<String> events;
  private final List<Starting> all;

  StartOrder(List<LocalProcess> processes, Consumer<String> events) {
    this.all = processes.stream().map(Starting::new).toList();
    this.events = events;
  }

  private record Starting(LocalProcess process, CompletableFuture<Void> ready) {
    Starting(LocalProcess process) {
      this(process, new CompletableFuture<>());
    }

    boolean needs(Starting other) {
      return process.role().startsAfter().contains(other.process.role())
          && process.region().equals(other.process.region());
    }
  }

  /** Returns when all are ready, or throws what the first one that failed threw. */
  void run() throws FleetException, InterruptedException {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    CompletionService<LocalProcess> started = new ExecutorCompletionService<>(threads);
    try {
      for (Starting one : all) {
        started.submit(() -> start(one));
      }
      for (int i = 0; i < all.size(); i++) {
        started.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FleetException failure) {
        throw failure;
      }
      throw new FleetException("start: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private LocalProcess start(Starting one) throws Exception {
    for (Starting other : all) {
      if (one.needs(other)) {
        other.ready().get();
      }
    }
    LocalProcess process = one.process();
    long startNanos = System.nanoTime();
    process.start();
    process.awaitReady(READY_LIMIT);
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    events.accept("%s ready after %.1f s".formatted(process.label(), took.toMillis() / 1000.0));
    one.ready().complete(null);
    return process;
  }
}
