package io.drawbridge.client;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that run the application's code unless it brings its own. */
final class Callbacks {
  private Callbacks() {}

  /** Daemon threads, as many as tasks run at once: at most three for each client. */
  static Executor shared() {
    return Shared.THREADS;
  }

  /** Started when first asked for. */
  private static final class Shared {
    private static final AtomicInteger number = new AtomicInteger();

    static final Executor THREADS =
        Executors.newCachedThreadPool(task -> {
          Thread thread = new Thread(task, "drawbridge-callback-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
