package io.drawbridge.business.push;

import io.drawbridge.proto.business.v1.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Owns the queue of one client and the one stream it is sent on. A push leaves the queue once; a
 * new stream is opened only after everything sent on the last one is answered or UNKNOWN. Threads:
 * its own alone.
 */
final class PushSender implements PushStream.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(PushSender.class);

  /** A batch is at most this and one push: far below gRPC's default bound of 4 MiB. */
  private static final int BATCH_BYTES = 256 << 10;

  /** A quarter of what gateways take in one batch. */
  private static final int BATCH_PUSHES = 1_024;

  /** A gateway that is not connected by then is left for the next. */
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A gateway that takes nothing for this long, while pushes wait, is left for the next. */
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A stream that lived this long was healthy: the next one is tried without a long delay. */
  private static final long HEALTHY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String app;
  private final List<GatewayAddress> gateways;
  private final long answerWithinNanos;
  private final InFlight inFlight;
  private final Backoff backoff = new Backoff(new SplittableRandom());
  private final LongSupplier nanoClock;
  private final ScheduledExecutorService thread;
  private final Deque<PendingPush> unsent = new ArrayDeque<>();
  private @Nullable PushStream stream;
  private int nextGateway;
  private volatile boolean connected; // read by any thread
  private boolean failing;
  private boolean stopped;
  private long openedNanos;
  private long notReadySinceNanos;

  PushSender(
      String app,
      List<GatewayAddress> gateways,
      PushLimits limits,
      LongSupplier nanoClock,
      ScheduledExecutorService thread) {
    this.app = app;
    this.gateways = inRandomOrder(gateways);
    this.nanoClock = nanoClock;
    this.thread = thread;
    answerWithinNanos = limits.answerWithin().toNanos();
    inFlight = new InFlight(limits);
  }

  /** What is queued or unanswered. Threads: any. */
  InFlight inFlight() {
    return inFlight;
  }

  /** Opens a stream to the next gateway of the list. */
  void connect() {
    if (stopped) {
      return;
    }
    GatewayAddress gateway = gateways.get(nextGateway);
    nextGateway = (nextGateway + 1) % gateways.size();
    openedNanos = nanoClock.getAsLong();
    notReadySinceNanos = openedNanos;
    connected = false;
    PushStream opened = new PushStream(gateway, app, thread, this);
    stream = opened;
    opened.open();
  }

  /** True while a gateway takes pushes. Threads: any. */
  boolean connected() {
    return connected;
  }

  void add(PendingPush pending) {
    if (stopped) {
      settled(pending, unavailable(pending, "the push client is closed"));
      return;
    }
    unsent.add(pending);
  }

  /** Sends as many batches as the stream takes. */
  void pump() {
    PushStream current = stream;
    while (current != null && current.ready() && !unsent.isEmpty()) {
      long nowNanos = nanoClock.getAsLong();
      List<PendingPush> batch = nextBatch(nowNanos);
      if (!batch.isEmpty()) {
        current.send(batch, nowNanos);
      }
    }
  }

  /** Ends what took too long: deadlines, answers, a gateway that takes nothing. */
  void sweep() {
    long nowNanos = nanoClock.getAsLong();
    expireUnsent(nowNanos);
    PushStream current = stream;
    if (current == null) {
      return;
    }
    current.sweep(nowNanos, answerWithinNanos);
    if (current.ready()) {
      notReadySinceNanos = nowNanos;
      pump();
    } else if (!connected && nowNanos - notReadySinceNanos > CONNECT_NANOS) {
      current.end("not connected within 5 s");
    } else if (!unsent.isEmpty() && nowNanos - notReadySinceNanos > STALL_NANOS) {
      current.end("it took nothing for 10 s");
    }
  }

  /** Sends nothing more; everything unanswered is answered before this returns. */
  void stop() {
    stopped = true;
    PushStream current = stream;
    if (current != null) {
      current.end("the push client is closed");
    }
    for (PendingPush pending : unsent) {
      settled(pending, unavailable(pending, "the push client was closed before it was sent"));
    }
    unsent.clear();
  }

  @Override
  public void writable() {
    PushStream current = stream;
    if (current == null || !current.ready()) {
      return;
    }
    notReadySinceNanos = nanoClock.getAsLong();
    if (!connected) {
      connected = true;
      LOG.info("pushes of app {} go to gateway {}", app, current.gateway());
    }
    pump();
  }

  @Override
  public void settled(PendingPush pending, PushResult result) {
    inFlight.leave(pending.size());
    pending.result.complete(result);
  }

  @Override
  public void ended(PushStream ended, String because) {
    if (stream != ended) {
      return;
    }
    stream = null;
    boolean wasConnected = connected;
    connected = false;
    if (wasConnected && nanoClock.getAsLong() - openedNanos > HEALTHY_NANOS) {
      backoff.reset();
    }
    if (!stopped) {
      log(ended, because, wasConnected);
      var unused = thread.schedule(this::connect, backoff.nextMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Sessions drop what they have had under the same id, so that to push again is no harm. */
  @Override
  public void left(PushStream left, List<PendingPush> unanswered) {
    if (stream != left) {
      return;
    }
    stream = null;
    connected = false;
    for (int i = unanswered.size() - 1; i >= 0; i--) {
      unsent.addFirst(unanswered.get(i));
    }
    nextGateway = Math.max(0, gateways.indexOf(left.gateway()));
    LOG.info("gateway {} goes on in its next process; so do pushes", left.gateway());
    connect();
  }

  /**
   * The end of a good stream and the first vain attempt after it; not every one of a long outage.
   */
  private void log(PushStream ended, String because, boolean wasConnected) {
    boolean worthwhile = wasConnected || !failing;
    failing = !wasConnected;
    LOG.atLevel(worthwhile ? Level.INFO : Level.DEBUG)
        .log("push stream to {} ended, trying on: {}", ended.gateway(), because);
  }

  private List<PendingPush> nextBatch(long nowNanos) {
    List<PendingPush> batch = new ArrayList<>();
    long bytes = 0;
    while (bytes < BATCH_BYTES && batch.size() < BATCH_PUSHES && !unsent.isEmpty()) {
      PendingPush pending = unsent.remove();
      if (pending.expired(nowNanos)) {
        expire(pending);
      } else {
        batch.add(pending);
        bytes += pending.size();
      }
    }
    return batch;
  }

  private void expireUnsent(long nowNanos) {
    List<PendingPush> expired = new ArrayList<>();
    for (Iterator<PendingPush> all = unsent.iterator(); all.hasNext(); ) {
      PendingPush pending = all.next();
      if (pending.expired(nowNanos)) {
        all.remove();
        expired.add(pending);
      }
    }
    expired.forEach(this::expire); // outside the iteration: a result's dependents may push again
  }

  private void expire(PendingPush pending) {
    String text = connected ? "not sent in time" : "no gateway took it in time";
    settled(pending, PushResult.whole(pending.push.id(), Outcome.EXPIRED, text));
  }

  /** So that many businesses with one list spread over it. */
  private static List<GatewayAddress> inRandomOrder(List<GatewayAddress> gateways) {
    List<GatewayAddress> shuffled = new ArrayList<>(gateways);
    Collections.shuffle(shuffled);
    return shuffled;
  }

  private static PushResult unavailable(PendingPush pending, String text) {
    return PushResult.whole(pending.push.id(), Outcome.UNAVAILABLE, text);
  }
}
