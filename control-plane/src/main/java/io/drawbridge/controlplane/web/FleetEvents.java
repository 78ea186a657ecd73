package io.drawbridge.controlplane.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.jackson.Jackson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the fleet's document to all who watch: after a change at once, else every second. It is
 * made once for all of them, on one thread, and not at all while nobody watches. If it cannot be
 * made, a comment says that this replica still lives.
 */
public final class FleetEvents implements AutoCloseable {
  /** Consoles of an operations room; each costs one document of memory. */
  static final int MAX_WATCHERS = 64;

  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Changes that come together become one event. */
  private static final Duration GAP = Duration.ofMillis(100);

  private static final byte[] HEARTBEAT =
      ": the fleet's thread does not answer\n\n".getBytes(StandardCharsets.UTF_8);
  private static final Logger log = LoggerFactory.getLogger(FleetEvents.class);

  private final Supplier<?> document;
  private final ObjectMapper json = Jackson.newObjectMapper();
  private final Semaphore places = new Semaphore(MAX_WATCHERS);
  private final Set<EventStream> watchers = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean due = new AtomicBoolean();
  private final ScheduledExecutorService thread = oneThread();
  private volatile long madeNanos = System.nanoTime() - GAP.toNanos();

  /** Does nothing until started. */
  public FleetEvents(Supplier<?> document) {
    this.document = document;
  }

  public FleetEvents start() {
    var _ =
        thread.scheduleWithFixedDelay(
            this::changed, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  /** Something is new: tell it soon. Any thread, never blocks. */
  public void changed() {
    if (watchers.isEmpty() || !due.compareAndSet(false, true)) {
      return;
    }
    long wait = GAP.toNanos() - (System.nanoTime() - madeNanos);
    try {
      var _ = thread.schedule(this::tell, Math.max(0, wait), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.trace("closed", e);
    }
  }

  /** Every watcher's stream ends in order. */
  @Override
  public void close() {
    thread.shutdownNow();
    watchers.forEach(EventStream::end);
  }

  /** A place for one more; given back by {@link #left}. */
  boolean hasPlace() {
    return places.tryAcquire();
  }

  void joined(EventStream watcher) {
    watchers.add(watcher);
    if (thread.isShutdown()) {
      watcher.end();
    }
    changed();
  }

  void left(EventStream watcher) {
    if (watchers.remove(watcher)) {
      places.release();
    }
  }

  private void tell() {
    due.set(false);
    byte[] event = event();
    madeNanos = System.nanoTime();
    watchers.forEach(watcher -> watcher.offer(event));
  }

  private byte[] event() {
    try {
      return ("event: fleet\ndata: " + json.writeValueAsString(document.get()) + "\n\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException | RuntimeException e) {
      log.warn("events: no document", e);
      return HEARTBEAT;
    }
  }

  private static ScheduledExecutorService oneThread() {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("events").daemon().factory());
    thread.setRemoveOnCancelPolicy(true);
    return thread;
  }
}
