package io.drawbridge.gateway.session;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where sessions went that other gateways have taken, for the grace time: pushes and dials that
 * still come here are sent after them. Threads: any.
 */
public final class Tombstones {
  /** About 20 MB; beyond it the oldest is forgotten, and its clients begin anew. */
  static final int MAX = 100_000;

  private final long lifeNanos;
  private final LongSupplier nanoClock;
  private final ConcurrentHashMap<UserKey, Tombstone[]> byUser = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Tombstone> oldestFirst = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  /**
   * One session that is elsewhere.
   *
   * @param connectNumber of the request that took it
   */
  public record Tombstone(
      SessionId session,
      ClientInstance instance,
      int connectNumber,
      String movedTo,
      long untilNanos) {}

  public Tombstones(Duration life, LongSupplier nanoClock) {
    this.lifeNanos = life.toNanos();
    this.nanoClock = nanoClock;
  }

  /** Remembers where the session is; replaces what was known of it. */
  public void add(SessionId session, ClientInstance instance, int connectNumber, String movedTo) {
    add(
        new Tombstone(
            session, instance, connectNumber, movedTo, nanoClock.getAsLong() + lifeNanos));
  }

  /** All of them, oldest first. */
  public List<Tombstone> all() {
    return List.copyOf(oldestFirst);
  }

  /** Remembers what another process did; its time is at most a whole life. */
  public void add(Tombstone added) {
    UserKey user = added.instance().user();
    byUser.merge(
        user,
        new Tombstone[] {added},
        (present, one) -> {
          Tombstone[] all = Arrays.copyOf(present, present.length + 1);
          all[present.length] = one[0];
          return all;
        });
    oldestFirst.add(added);
    if (size.incrementAndGet() > MAX) {
      forget(oldestFirst.poll());
    }
  }

  /** The latest of this session. */
  public Optional<Tombstone> of(UserKey user, SessionId session) {
    Tombstone found = null;
    for (Tombstone each : byUser.getOrDefault(user, new Tombstone[0])) {
      found = each.session().equals(session) ? each : found;
    }
    return Optional.ofNullable(found);
  }

  /** The latest of this client instance. */
  public Optional<Tombstone> of(UserKey user, long epoch) {
    Tombstone found = null;
    for (Tombstone each : byUser.getOrDefault(user, new Tombstone[0])) {
      found = each.instance().epoch() == epoch ? each : found;
    }
    return Optional.ofNullable(found);
  }

  /** The session has come back. */
  public void remove(UserKey user, SessionId session) {
    byUser.computeIfPresent(
        user, (_, present) -> without(present, each -> each.session().equals(session)));
  }

  /** Forgets those whose time is over; about once a second, on one thread. */
  public void sweep() {
    long now = nanoClock.getAsLong();
    for (Tombstone oldest = oldestFirst.peek();
        oldest != null && now - oldest.untilNanos() >= 0;
        oldest = oldestFirst.peek()) {
      forget(oldestFirst.poll());
    }
  }

  private void forget(@Nullable Tombstone one) {
    if (one == null) {
      return;
    }
    size.decrementAndGet();
    byUser.computeIfPresent(
        one.instance().user(), (_, present) -> without(present, each -> each.equals(one)));
  }

  private static Tombstone @Nullable [] without(Tombstone[] all, Predicate<Tombstone> gone) {
    Tombstone[] rest = Arrays.stream(all).filter(gone.negate()).toArray(Tombstone[]::new);
    return rest.length == 0 ? null : rest;
  }
}
