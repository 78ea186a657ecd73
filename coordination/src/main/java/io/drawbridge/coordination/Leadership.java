package io.drawbridge.coordination;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A candidacy under an election prefix. Every candidate keeps one key under a lease of its own; the
 * one whose key was created first leads, and that create revision is its epoch. We lead only while
 * our lease exists for certain by the monotonic clock, so a leader cut off from etcd stops before
 * another can begin. Clocks may still run at different speeds: what must never happen twice is
 * written with {@link #guard()} as well.
 *
 * <p>If the lease outlived an outage and nobody else was first, the same epoch is gained again.
 * Threads: listener on the campaign's own thread; everything else from any thread.
 */
public final class Leadership implements AutoCloseable {
  /** Told in turn: gained, lost, gained, and so on. Must not block. */
  public interface Listener {
    void gained(Guard guard);

    void lost(Guard guard);
  }

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  private final String key;
  private final Lease lease;
  private final KeyWatch watch;
  private final Listener listener;
  private final LongSupplier nanoClock;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private boolean stale; // guarded by lock
  private volatile boolean closing;
  private volatile @Nullable Guard guard;

  private Leadership(Campaign campaign) {
    this.key = campaign.key;
    this.listener = campaign.listener;
    this.nanoClock = campaign.nanoClock;
    this.lease = campaign.leases.open(this::wake);
    this.watch = campaign.watches.open((view, changes) -> wake());
    this.lease.put(key, campaign.value, Claim.ALWAYS);
    this.thread = Thread.ofPlatform().name("campaign-" + key).daemon().unstarted(this::run);
  }

  /** Our epoch while we lead; empty while we do not. */
  public Optional<Guard> guard() {
    Guard now = guard;
    return now != null && lease.isCertain() ? Optional.of(now) : Optional.empty();
  }

  /** Who leads, as far as we see; another's lease may just have ended. */
  public Optional<Candidate> leader() {
    return candidates().stream().findFirst();
  }

  /** All who stand, the leader first. */
  public List<Candidate> candidates() {
    return watch.view().entries().values().stream()
        .map(Candidate::of)
        .sorted(Comparator.comparingLong(Candidate::epoch))
        .toList();
  }

  /** Our own election key. */
  public String key() {
    return key;
  }

  /** Why we are no valid candidate, in one line; empty = all is well. */
  public Optional<String> trouble() {
    return lease.trouble().or(watch::trouble);
  }

  /** Steps down at once; others need not wait for the lease to end. */
  @Override
  public void close() {
    closing = true;
    wake();
    try {
      thread.join(Etcd.DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lease.close();
    watch.close();
  }

  private void run() {
    while (!closing) {
      judge(entitled());
      awaitNews();
    }
    judge(Optional.empty());
  }

  /** The guard that we are entitled to now: ours is the oldest key, under our present lease. */
  private Optional<Guard> entitled() {
    Lease.Term term = lease.term();
    return watch.view().entries().values().stream()
        .min(Comparator.comparingLong(Entry::created))
        .filter(first -> first.key().equals(key))
        .filter(first -> first.lease() == term.id() && lease.isCertain())
        .map(first -> new Guard(key, first.created()));
  }

  private void judge(Optional<Guard> entitled) {
    Guard before = guard;
    if (Objects.equals(before, entitled.orElse(null))) {
      return;
    }
    guard = entitled.orElse(null);
    if (before != null) {
      log.info("leadership: lost, epoch {}", before.epoch());
      listener.lost(before);
    }
    entitled.ifPresent(gained -> {
      log.info("leadership: gained, epoch {}", gained.epoch());
      listener.gained(gained);
    });
  }

  /** Until the candidates change, or our lease may be over, or may be certain again. */
  private void awaitNews() {
    lock.lock();
    try {
      long leftNanos = nanosToNextLook();
      while (!stale && !closing && leftNanos > 0) {
        leftNanos = news.awaitNanos(leftNanos);
      }
      stale = false;
    } catch (InterruptedException e) {
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  private long nanosToNextLook() {
    return guard == null
        ? LOOK_AGAIN.toNanos() // the lease may have become certain again, which nobody tells
        : lease.term().untilNanos() - nanoClock.getAsLong();
  }

  private void wake() {
    lock.lock();
    try {
      stale = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Opens a lease that calls back on each change. */
  @FunctionalInterface
  interface Leases {
    Lease open(Runnable changed);
  }

  /** Opens a watch on the election prefix. */
  @FunctionalInterface
  interface Watches {
    KeyWatch open(KeyWatch.Listener listener);
  }

  /** What a campaign is made of. */
  record Campaign(
      String key,
      ByteString value,
      Leases leases,
      Watches watches,
      Listener listener,
      LongSupplier nanoClock) {
    Leadership start() {
      Leadership leadership = new Leadership(this);
      leadership.thread.start();
      return leadership;
    }
  }
}
