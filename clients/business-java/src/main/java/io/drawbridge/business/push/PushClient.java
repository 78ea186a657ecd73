package io.drawbridge.business.push;

import io.drawbridge.proto.business.v1.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Sends pushes of one app, in the order of the calls, over one stream to one of several gateways.
 *
 * <p>Every push is answered exactly once, always by a {@link PushResult} and never by an exception:
 * UNKNOWN when the stream ended before the answer, EXPIRED when no gateway took it before its
 * deadline, UNAVAILABLE when too much is in flight or the client is closed. Nothing is sent twice;
 * a caller who wants to be sure pushes again {@linkplain Push#withId under the same id}.
 *
 * <p>When a stream ends, the next gateway of the list is tried after a random delay, and everything
 * sent before is UNKNOWN first, so that two pushes to one user never overtake each other on two
 * ways.
 *
 * <p>Threads: any may push. Results complete on the client's own thread: dependents must not block
 * it.
 */
public final class PushClient implements AutoCloseable {
  private static final long SWEEP_MILLIS = 100;
  private static final long CLOSE_CHECK_MILLIS = 10;
  private static final String CLOSED = "the push client is closed";
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final PushLimits limits;
  private final LongSupplier nanoClock = System::nanoTime;
  private final Queue<PendingPush> incoming = new ConcurrentLinkedQueue<>(); // bounded by inFlight
  private final AtomicBoolean woken = new AtomicBoolean();
  private final ScheduledExecutorService thread;
  private final PushSender sender;
  private final InFlight inFlight;
  private volatile boolean closed;

  private PushClient(String app, List<GatewayAddress> gateways, PushLimits limits) {
    this.limits = limits;
    thread = ownThread(app);
    sender = new PushSender(app, gateways, limits, nanoClock, thread);
    inFlight = sender.inFlight();
  }

  /** Starts a client with {@link PushLimits#DEFAULT}. */
  public static PushClient start(String app, List<GatewayAddress> gateways) {
    return start(app, gateways, PushLimits.DEFAULT);
  }

  /** Starts a client; it connects at once and until it is closed. */
  public static PushClient start(String app, List<GatewayAddress> gateways, PushLimits limits) {
    if (gateways.isEmpty()) {
      throw new IllegalArgumentException("gateways: none (expected: at least one)");
    }
    PushClient client = new PushClient(app, gateways, limits);
    client.thread.execute(client.sender::connect);
    var unused =
        client.thread.scheduleWithFixedDelay(
            client.sender::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    return client;
  }

  /**
   * Queues a push. The result completes not later than the push's deadline plus {@link
   * PushLimits#answerWithin()}.
   */
  public CompletableFuture<PushResult> push(Push push) {
    PendingPush pending = new PendingPush(push, nanoClock.getAsLong());
    if (closed) {
      return refused(push, CLOSED);
    }
    if (!inFlight.enter(pending.size())) {
      return refused(
          push,
          "in flight: "
              + inFlight
              + (" (expected: <= " + limits.inFlightPushes() + " pushes, ")
              + (limits.inFlightBytes() + " bytes)"));
    }
    incoming.add(pending);
    wake();
    return pending.result;
  }

  /** True while a gateway takes pushes. */
  public boolean connected() {
    return sender.connected();
  }

  /** {@link #close(Duration)} within 5 s. */
  @Override
  public void close() {
    close(CLOSE_WITHIN);
  }

  /**
   * Takes no more pushes, waits for answers at most this long, then ends. Not to be called by a
   * dependent of a result.
   */
  public void close(Duration within) {
    closed = true;
    long endNanos = nanoClock.getAsLong() + within.toNanos();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    try {
      thread.execute(() -> stopWhenAnswered(endNanos, ended));
      ended.join();
      thread.shutdown();
    } catch (RejectedExecutionException closedBefore) {
      ended.complete(null);
    }
  }

  private void wake() {
    if (woken.compareAndSet(
        false, true)) { // one task for all pushes until it runs: they are batched
      try {
        thread.execute(this::takeIncoming);
      } catch (RejectedExecutionException closedMeanwhile) {
        refuseIncoming();
      }
    }
  }

  private void takeIncoming() {
    woken.set(false);
    for (PendingPush next = incoming.poll(); next != null; next = incoming.poll()) {
      sender.add(next);
    }
    sender.pump();
  }

  private void stopWhenAnswered(long endNanos, CompletableFuture<Void> ended) {
    takeIncoming();
    if (inFlight.isEmpty() || nanoClock.getAsLong() - endNanos >= 0) {
      sender.stop();
      ended.complete(null);
    } else {
      var unused =
          thread.schedule(
              () -> stopWhenAnswered(endNanos, ended), CLOSE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void refuseIncoming() {
    for (PendingPush next = incoming.poll(); next != null; next = incoming.poll()) {
      sender.settled(next, unavailable(next.push, CLOSED));
    }
  }

  private static CompletableFuture<PushResult> refused(Push push, String text) {
    return CompletableFuture.completedFuture(unavailable(push, text));
  }

  private static PushResult unavailable(Push push, String text) {
    return PushResult.whole(push.id(), Outcome.UNAVAILABLE, text);
  }

  private static ScheduledExecutorService ownThread(String app) {
    return new ScheduledThreadPoolExecutor(
        1,
        task -> {
          Thread thread = new Thread(task, "drawbridge-push-" + app);
          thread.setDaemon(true);
          return thread;
        });
  }
}
