package io.drawbridge.gateway.stream;

import io.grpc.stub.CallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jctools.queues.atomic.MpscLinkedAtomicQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends items from many threads on one gRPC stream, which only one thread at a time may use:
 * whoever adds the first item drains for all, and what has gathered meanwhile leaves as one
 * message.
 *
 * <p>Threads: any; never blocks. When the stream is not ready, items wait up to the bounds.
 */
public final class BatchingSender<T, M> {
  private static final int ITEMS_PER_MESSAGE = 256;

  /** A message ends after this, so with one more item of 1 MiB it is far below gRPC's 4 MiB. */
  private static final long BYTES_PER_MESSAGE = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(BatchingSender.class);

  private final MpscLinkedAtomicQueue<T> waiting = new MpscLinkedAtomicQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicLong bytes = new AtomicLong();
  private final Bounds bounds;
  private final ToIntFunction<T> size;
  private final Function<List<T>, M> message;
  private volatile @Nullable CallStreamObserver<M> stream;
  private volatile boolean completing;

  /**
   * What may wait; beyond it {@link #offer} refuses.
   *
   * @param bytes not counting the last item, so that one of any size may go
   */
  public record Bounds(int items, long bytes) {}

  /**
   * Not started yet: items wait.
   *
   * @param size of an item in bytes, roughly
   * @param message makes one message of some items
   */
  public BatchingSender(Bounds bounds, ToIntFunction<T> size, Function<List<T>, M> message) {
    this.bounds = bounds;
    this.size = size;
    this.message = message;
  }

  /** For small items, whose bytes need no counting. */
  public BatchingSender(int maxWaiting, Function<List<T>, M> message) {
    this(new Bounds(maxWaiting, Long.MAX_VALUE), _ -> 0, message);
  }

  /** Begins to send on {@code target}; its on-ready handler must call {@link #drain}. */
  public void start(CallStreamObserver<M> target) {
    stream = target;
    drain();
  }

  /** Sends nothing any more; items that still come are dropped. */
  public void stop() {
    stream = null;
  }

  /** Nothing comes any more: the stream is completed when everything that waits was sent. */
  public void complete() {
    completing = true;
    drain();
  }

  /**
   * Queues an item.
   *
   * @return false when too many wait: the item will not be sent
   */
  public boolean offer(T item) {
    if (bytes.get() > bounds.bytes()) {
      return false;
    }
    if (count.incrementAndGet() > bounds.items()) {
      count.decrementAndGet();
      return false;
    }
    bytes.addAndGet(size.applyAsInt(item));
    waiting.offer(item);
    drain();
    return true;
  }

  /** Items that wait; may be a little old. */
  public int waiting() {
    return count.get();
  }

  /** Sends what waits while the stream is ready. */
  public void drain() {
    // Checked again after letting go: an item may have come while the flag was still set.
    while ((canSend() || canComplete()) && draining.compareAndSet(false, true)) {
      try {
        sendWhileReady();
        completeIfEmpty();
      } finally {
        draining.set(false);
      }
    }
  }

  private boolean canSend() {
    CallStreamObserver<M> target = stream;
    return target != null && !waiting.isEmpty() && target.isReady();
  }

  private boolean canComplete() {
    return completing && stream != null && waiting.isEmpty();
  }

  private void completeIfEmpty() {
    CallStreamObserver<M> target = stream;
    if (target != null && canComplete()) {
      stop();
      target.onCompleted();
    }
  }

  private void sendWhileReady() {
    CallStreamObserver<M> target = stream;
    while (target != null && target.isReady()) {
      List<T> items = take();
      if (items.isEmpty()) {
        return;
      }
      send(target, items);
      target = stream;
    }
  }

  /** Callers are event loops and Redis threads: a stream that just ended must not harm them. */
  private void send(CallStreamObserver<M> target, List<T> items) {
    try {
      target.onNext(message.apply(items));
    } catch (RuntimeException e) {
      stop();
      log.debug("the stream ended while {} items were sent", items.size(), e);
    }
  }

  private List<T> take() {
    List<T> items = new ArrayList<>();
    long taken = 0;
    while (items.size() < ITEMS_PER_MESSAGE && taken < BYTES_PER_MESSAGE) {
      T item = waiting.poll();
      if (item == null) {
        break;
      }
      items.add(item);
      taken += size.applyAsInt(item);
    }
    count.addAndGet(-items.size());
    bytes.addAndGet(-taken);
    return items;
  }
}
