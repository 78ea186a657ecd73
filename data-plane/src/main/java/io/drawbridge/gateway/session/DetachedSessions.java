package io.drawbridge.gateway.session;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.wire.CloseReason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The sessions of one loop whose clients may come back. At the bounds those of the least important
 * tier go first, and of these the one that was left longest ago.
 *
 * <p>Threads: the loop; {@link #size} and {@link #bytes} from any, and may then be a little old.
 */
public final class DetachedSessions {
  private static final int TIERS = 4;

  private final Bounds bounds;
  private final List<Set<Session>> byTier =
      IntStream.range(0, TIERS).<Set<Session>>mapToObj(tier -> new LinkedHashSet<>()).toList();
  private volatile int size;
  private volatile long bytes;

  /**
   * Of one loop.
   *
   * @param graceSeconds how long a client may stay away
   * @param sessions how many sessions are kept
   * @param bytes bodies they may hold together
   */
  public record Bounds(int graceSeconds, int sessions, long bytes) {}

  public DetachedSessions(Bounds bounds) {
    this.bounds = bounds;
  }

  /** Detached sessions. */
  public int size() {
    return size;
  }

  /** Bodies they hold. */
  public long bytes() {
    return bytes;
  }

  void add(Session session) {
    byTier.get(tierOf(session)).add(session);
    count(1, session.account());
    evict();
  }

  void remove(Session session) {
    if (byTier.get(tierOf(session)).remove(session)) {
      count(-1, -session.closeAccount());
    }
  }

  /** A detached session holds more than before. */
  void grew(Session session) {
    count(0, session.account());
    evict();
  }

  /** Ends those whose time is over; about once a second. */
  public void sweep(int nowSeconds) {
    for (Set<Session> ofTier : byTier) {
      List<Session> over = new ArrayList<>(0);
      for (Session session : ofTier) { // in the order in which they were left
        if (nowSeconds - session.detachedSeconds() < bounds.graceSeconds()) {
          break;
        }
        over.add(session);
      }
      over.forEach(session -> lost(session, "its client has not come back in time"));
    }
  }

  private void evict() {
    while (size > bounds.sessions() || (bytes > bounds.bytes() && size > 0)) {
      lost(leastImportant(), "detached sessions are at their bound");
    }
  }

  private static void lost(Session session, String why) {
    session.end(CloseReason.SESSION_LOST, Connection.closeOf(CloseReason.SESSION_LOST, why));
  }

  private Session leastImportant() {
    for (int tier = TIERS - 1; tier > 0; tier--) {
      Iterator<Session> sessions = byTier.get(tier).iterator();
      if (sessions.hasNext()) {
        return sessions.next();
      }
    }
    return byTier.getFirst().iterator().next();
  }

  private static int tierOf(Session session) {
    return Math.min(TIERS - 1, session.tier());
  }

  // Written by one thread only; volatile so that reports may read them.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void count(int sessions, long moreBytes) {
    size += sessions;
    bytes += moreBytes;
  }
}
