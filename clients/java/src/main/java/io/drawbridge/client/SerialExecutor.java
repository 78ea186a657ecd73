package io.drawbridge.client;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time in their order, on threads of another executor. Its queue is bounded by
 * what feeds it.
 */
final class SerialExecutor implements Executor {
  private static final Logger log = LoggerFactory.getLogger(SerialExecutor.class);

  private final Executor threads;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private volatile @Nullable Thread running;
  private boolean scheduled;

  SerialExecutor(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.addLast(task);
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    threads.execute(this::runAll);
  }

  /** True inside a task. */
  boolean isRunningHere() {
    return Thread.currentThread().equals(running);
  }

  private void runAll() {
    running = Thread.currentThread();
    try {
      for (Runnable task = next(); task != null; task = next()) {
        run(task);
      }
    } finally {
      running = null;
    }
  }

  private @Nullable Runnable next() {
    synchronized (tasks) {
      Runnable task = tasks.pollFirst();
      scheduled = task != null;
      return task;
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("callback failed", e);
    }
  }
}
