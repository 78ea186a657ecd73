package io.drawbridge.coordination;

import io.drawbridge.coordination.Change.Deleted;
import io.drawbridge.coordination.Change.Put;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All keys below a prefix, kept equal to etcd's: listed at a revision, followed from the next one
 * on, listed and compared again after any trouble and every {@code reconcileEvery}. While etcd
 * cannot be asked the last view stays.
 *
 * <p>Threads: the listener is called on the watch's own thread, one call at a time, and should
 * return quickly (etcd keeps what a slow one has not read). {@link #view()} from any thread.
 */
public final class KeyWatch implements AutoCloseable {
  /** Told of the first listing, even an empty one, and then of each change. */
  @FunctionalInterface
  public interface Listener {
    void changed(View view, List<Change> changes);
  }

  /** Everything below the prefix at one revision. */
  public record View(Map<String, Entry> entries, long revision) {
    static final View NONE = new View(Map.of(), 0);

    public View {
      entries = Map.copyOf(entries);
    }

    /** False until etcd has been listed once. */
    public boolean isKnown() {
      return revision > 0;
    }
  }

  /** Changes of one moment, e.g. of a fleet that starts, come one after the other. */
  private static final Duration CLOSELY = Duration.ofMillis(2);

  /** Then the listener is told, however many still wait. */
  static final int MAX_RESPONSES_AT_ONCE = 1_000;

  private static final Logger log = LoggerFactory.getLogger(KeyWatch.class);

  private final Etcd etcd;
  private final String prefix;
  private final Duration reconcileEvery;
  private final Listener listener;
  private final LongSupplier nanoClock;
  private final Thread thread;
  private final Backoff backoff = Backoff.ofLoops();
  private final CountDownLatch closing = new CountDownLatch(1);

  private volatile View view = View.NONE;
  private volatile @Nullable String trouble = "not listed yet";

  KeyWatch(
      Etcd etcd,
      String prefix,
      Duration reconcileEvery,
      Listener listener,
      LongSupplier nanoClock) {
    if (prefix.isEmpty()) {
      throw new IllegalArgumentException("watch prefix: empty (expected: a prefix)");
    }
    this.etcd = etcd;
    this.prefix = prefix;
    this.reconcileEvery = reconcileEvery;
    this.listener = listener;
    this.nanoClock = nanoClock;
    this.thread = Thread.ofPlatform().name("watch-" + prefix).daemon().unstarted(this::run);
  }

  KeyWatch start() {
    thread.start();
    return this;
  }

  /** The newest view. */
  public View view() {
    return view;
  }

  /** Why the view may be old, in one line; empty = it follows etcd. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join(Etcd.DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (closing.getCount() > 0) {
      try {
        reconcile(etcd.list(prefix));
        followUntilNextReconcile();
      } catch (CoordinationException e) {
        troubled(e);
      } catch (RuntimeException e) { // a listener's: its next view comes with the next change
        log.error("watch {}: listener failed", prefix, e);
        pause(backoff.next());
      }
    }
  }

  private void reconcile(Listing listing) {
    boolean first = !view.isKnown();
    List<Change> changes = Change.between(view.entries(), listing.entries());
    view = new View(listing.entries(), listing.revision());
    if (trouble != null) {
      log.info("watch {}: {} keys at revision {}", prefix, view.entries().size(), view.revision());
      trouble = null;
    }
    if (first || !changes.isEmpty()) {
      listener.changed(view, changes);
    }
  }

  private void followUntilNextReconcile() throws CoordinationException {
    long endNanos = nanoClock.getAsLong() + reconcileEvery.toNanos();
    try (ChangeFeed feed = etcd.follow(prefix, view.revision() + 1)) {
      while (closing.getCount() > 0) {
        long leftNanos = endNanos - nanoClock.getAsLong();
        if (leftNanos <= 0) {
          return;
        }
        Optional<WatchResponse> response = feed.next(Duration.ofNanos(leftNanos));
        if (response.isPresent()) {
          apply(withThoseWaiting(response.get(), feed));
          backoff.reset();
        }
      }
    }
  }

  /** Those that follow closely are applied together: the whole view is made anew each time. */
  private static List<WatchResponse> withThoseWaiting(WatchResponse first, ChangeFeed feed)
      throws CoordinationException {
    List<WatchResponse> responses = new ArrayList<>(List.of(first));
    Optional<WatchResponse> next = Optional.of(first);
    while (next.isPresent() && responses.size() < MAX_RESPONSES_AT_ONCE) {
      next = feed.next(CLOSELY);
      next.ifPresent(responses::add);
    }
    return responses;
  }

  private void apply(List<WatchResponse> responses) throws CoordinationException {
    Map<String, Entry> entries = new HashMap<>(view.entries());
    List<Change> changes = new ArrayList<>();
    long revision = view.revision();
    for (WatchResponse response : responses) {
      long newer = response.getHeader().getRevision();
      if (newer < revision) { // restored from a backup, or wiped
        throw new CoordinationException(
            "watch " + prefix + ": revision " + newer + " (expected: >= " + revision + ")");
      }
      if (response.getEventsCount() > 0) {
        revision = newer;
        response.getEventsList().forEach(event -> apply(event, entries, changes));
      }
    }
    if (!changes.isEmpty() || revision > view.revision()) {
      view = new View(entries, revision);
      listener.changed(view, changes);
    }
  }

  private static void apply(Event event, Map<String, Entry> entries, List<Change> changes) {
    Entry entry = Entry.of(event.getKv());
    if (event.getType() == Event.EventType.DELETE) {
      Entry last = entries.remove(entry.key());
      if (last != null) {
        changes.add(new Deleted(last));
      }
    } else {
      entries.put(entry.key(), entry);
      changes.add(new Put(entry));
    }
  }

  private void troubled(CoordinationException e) {
    if (closing.getCount() == 0) {
      return;
    }
    if (trouble == null) { // one line per outage
      log.warn("{}; listing again", e.getMessage());
    }
    trouble = e.getMessage();
    pause(backoff.next());
  }

  private void pause(Duration duration) {
    try {
      boolean closed = closing.await(duration.toNanos(), TimeUnit.NANOSECONDS);
      log.trace("watch {}: closed while waiting: {}", prefix, closed);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }
}
