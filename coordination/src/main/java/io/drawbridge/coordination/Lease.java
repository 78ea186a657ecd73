package io.drawbridge.coordination;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.LeaseGrantResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that exist in etcd for as long as this process lives. Keeps one etcd lease alive and, when
 * etcd says that it is gone, gets another and puts every key again, for as long as it is open. That
 * etcd cannot be asked is not a loss: it may still hold the lease when it comes back.
 *
 * <p>Threads: every method from any thread, none waits for etcd; all work and all listener calls
 * are done on the lease's own thread. At most {@value #MAX_KEYS} keys.
 */
public final class Lease implements AutoCloseable {
  /** What became of the keys; called on the lease's thread, must not block. */
  public interface Listener {
    /** {@code key} holds our value, for the first time or again after a loss. */
    default void inForce(String key) {}

    /** {@code key} was given up, because the claim yields to {@code by}. */
    default void superseded(String key, ByteString by) {}

    /** etcd no longer has the lease; every key of it was deleted. Another is being asked for. */
    default void lost() {}
  }

  static final int MAX_KEYS = 64;

  /** Three chances before the end, as is usual for leases. */
  private static final int RENEWALS_PER_TTL = 3;

  /** Once a TTL: somebody may have deleted a key by hand, or have succeeded us. */
  private static final int RENEWALS_PER_CHECK = 3;

  /** Lost races for one key in a row before the next try waits for the next renewal. */
  private static final int MAX_RACES = 5;

  private static final Duration CLOSE_PATIENCE = Etcd.DEADLINE.multipliedBy(2);
  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  private final Etcd etcd;
  private final Duration ttl;
  private final Listener listener;
  private final LongSupplier nanoClock;
  private final Thread thread;
  private final Backoff backoff = Backoff.ofLoops();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Map<String, Held> held = new LinkedHashMap<>(); // guarded by lock
  private boolean changed; // guarded by lock
  private volatile boolean closing;

  private volatile Term term = Term.NONE;
  private volatile @Nullable String trouble = "not granted yet";
  private long renewAtNanos;
  private int renewals;

  Lease(
      String name,
      Etcd etcd,
      Duration ttl,
      Listener listener,
      LongSupplier nanoClock,
      Thread.Builder threads) {
    if (ttl.toSeconds() < 1) {
      throw new IllegalArgumentException("lease ttl: " + ttl + " (expected: >= PT1S)");
    }
    this.etcd = etcd;
    this.ttl = ttl;
    this.listener = listener;
    this.nanoClock = nanoClock;
    this.thread = threads.name("lease-" + name).unstarted(this::run);
  }

  Lease start() {
    thread.start();
    return this;
  }

  /** Keeps {@code key} at {@code value} from now on, where {@code claim} allows it. */
  public void put(String key, ByteString value, Claim claim) {
    locked(() -> {
      Held before = held.get(key);
      if (before == null && held.size() == MAX_KEYS) {
        throw new IllegalStateException(
            "lease: " + (MAX_KEYS + 1) + " keys (expected: <= " + MAX_KEYS + ")");
      }
      held.put(key, new Held(key, value, claim));
      changed = true;
      work.signalAll();
    });
  }

  /** True if {@code key} holds our value for certain: confirmed by etcd, and the lease not over. */
  public boolean inForce(String key) {
    lock.lock();
    try {
      Held entry = held.get(key);
      return entry != null && entry.inForce && isCertain();
    } finally {
      lock.unlock();
    }
  }

  /**
   * True while etcd cannot have ended the lease: counted by this process's monotonic clock from
   * before the last answered renewal was sent.
   */
  public boolean isCertain() {
    Term now = term;
    return now.id != 0 && nanoClock.getAsLong() - now.untilNanos < 0;
  }

  /** Why not every key is in force, in one line; empty = all is well. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Ends the lease, and with it all keys; waits up to 4 s for etcd's answer. */
  @Override
  public void close() {
    closing = true;
    locked(work::signalAll);
    try {
      if (!thread.join(CLOSE_PATIENCE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /** The lease in force; {@link Term#NONE} before the first and after the end. */
  Term term() {
    return term;
  }

  private void run() {
    while (!closing) {
      try {
        begin();
        keep();
      } catch (CoordinationException e) {
        troubled(e);
      }
    }
    end();
  }

  private void begin() throws CoordinationException {
    long sentNanos = nanoClock.getAsLong();
    LeaseGrantResponse granted = etcd.grant(ttl);
    extend(granted.getID(), sentNanos, Duration.ofSeconds(granted.getTTL()));
    locked(() -> held.values().forEach(Held::forget));
  }

  /** Returns when etcd says that the lease is gone, or when it is no longer wanted. */
  private void keep() {
    while (!closing) {
      try {
        if (renewalDue() && !renew()) {
          lost();
          return;
        }
        putUnconfirmed();
        backoff.reset();
        awaitWork(renewAtNanos - nanoClock.getAsLong());
      } catch (CoordinationException e) {
        if (e.saysGone()) { // a put can learn it first
          lost();
          return;
        }
        locked(() -> held.values().forEach(Held::doubt));
        troubled(e);
      }
    }
  }

  private boolean renewalDue() {
    return renewAtNanos - nanoClock.getAsLong() <= 0;
  }

  private boolean renew() throws CoordinationException {
    long sentNanos = nanoClock.getAsLong();
    Duration left = etcd.renew(term.id);
    if (left.isZero()) {
      return false;
    }
    extend(term.id, sentNanos, left);
    if (++renewals % RENEWALS_PER_CHECK == 0) {
      locked(() -> held.values().forEach(Held::doubt));
    }
    return true;
  }

  private void extend(long id, long sentNanos, Duration left) {
    term = new Term(id, sentNanos + left.toNanos());
    renewAtNanos = sentNanos + left.toNanos() / RENEWALS_PER_TTL;
  }

  private void lost() {
    term = Term.NONE;
    locked(() -> held.values().forEach(Held::forget));
    log.warn("{}: gone from etcd; asking for another", thread.getName());
    trouble = "lease gone from etcd";
    listener.lost();
  }

  private void putUnconfirmed() throws CoordinationException {
    boolean all = true;
    for (Held entry : unconfirmed()) {
      all &= putOne(entry);
    }
    if (all) {
      recovered();
    }
  }

  /** False if another's value stands, and the claim is to wait. */
  private boolean putOne(Held entry) throws CoordinationException {
    long id = term.id;
    for (int race = 0; race < MAX_RACES; race++) {
      Optional<Entry> present = etcd.read(entry.key);
      if (present.isPresent() && present.get().lease() != id) {
        ByteString theirs = present.get().value();
        switch (entry.claim.judge(theirs)) {
          case TAKE -> {}
          case WAIT -> {
            trouble = entry.key + ": held by another";
            return false;
          }
          case YIELD -> {
            giveUp(entry, theirs);
            return true;
          }
        }
      } else if (present.isPresent() && present.get().value().equals(entry.value)) {
        confirm(entry);
        return true;
      }
      long seen = present.map(Entry::modified).orElse(0L);
      if (etcd.putIf(
              List.of(Requests.modifiedIn(entry.key, seen)),
              Requests.put(entry.key, entry.value, id))
          .isPresent()) {
        confirm(entry);
        return true;
      }
    }
    trouble = entry.key + ": changed by others " + MAX_RACES + " times in a row";
    return false;
  }

  private void confirm(Held entry) {
    boolean first = !entry.inForce;
    locked(entry::confirm);
    if (first) {
      listener.inForce(entry.key);
    }
  }

  private void giveUp(Held entry, ByteString by) {
    locked(() -> held.remove(entry.key, entry));
    log.info("{}: {} given up to another", thread.getName(), entry.key);
    listener.superseded(entry.key, by);
  }

  private List<Held> unconfirmed() {
    List<Held> list = new ArrayList<>();
    locked(() -> {
      changed = false;
      held.values().stream().filter(entry -> !entry.confirmed).forEach(list::add);
    });
    return list;
  }

  private void troubled(CoordinationException e) {
    if (trouble == null) { // one line per outage
      log.warn("{}: {}; trying until etcd answers", thread.getName(), e.getMessage());
    }
    trouble = e.getMessage();
    awaitWork(backoff.next().toNanos());
  }

  private void recovered() {
    if (trouble != null) {
      log.info("{}: all keys in force", thread.getName());
      trouble = null;
    }
  }

  private void awaitWork(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0 && !closing && !changed) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    Term last = term;
    term = Term.NONE;
    if (last.id == 0) {
      return;
    }
    try {
      etcd.revoke(last.id);
    } catch (CoordinationException e) {
      log.info("{}: not revoked, it will expire: {}", thread.getName(), e.getMessage());
    }
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /** One etcd lease and the moment of the nano clock up to which it exists for certain. */
  record Term(long id, long untilNanos) {
    static final Term NONE = new Term(0, 0);
  }

  /** A key that we want; its two flags are written under the lock. */
  private static final class Held {
    final String key;
    final ByteString value;
    final Claim claim;
    volatile boolean inForce;
    volatile boolean confirmed;

    Held(String key, ByteString value, Claim claim) {
      this.key = key;
      this.value = value;
      this.claim = claim;
    }

    void confirm() {
      inForce = true;
      confirmed = true;
    }

    /** Probably still there: to be looked at again. */
    void doubt() {
      confirmed = false;
    }

    /** Certainly gone. */
    void forget() {
      inForce = false;
      confirmed = false;
    }
  }
}
