package io.drawbridge.gateway.session;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.wire.CloseReason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final List<Map<Session, Left>> byTier =
      IntStream.range(0, TIERS)
          .<Map<Session, Left>>mapToObj(tier -> new LinkedHashMap<>())
          .toList();
  private volatile int size;
  private volatile long bytes;

  /**
   * Of one loop.
   *
   * @param graceSeconds how long a client may stay away
   * @param sessions how many sessions are kept
   * @param bytes messages they may hold together, with what is around bodies
   */
  public record Bounds(int graceSeconds, int sessions, long bytes) {}

  /** When a session was left, and how many bytes it was last known to hold. */
  private record Left(int sinceSeconds, long bytes) {}

  public DetachedSessions(Bounds bounds) {
    this.bounds = bounds;
  }

  /** Detached sessions. */
  public int size() {
    return size;
  }

  /** Messages they hold, with what is around bodies. */
  public long bytes() {
    return bytes;
  }

  /** Those that are here; on the loop. */
  public List<Session> all() {
    return byTier.stream().flatMap(ofTier -> ofTier.keySet().stream()).toList();
  }

  /** Since when it is here; {@code nowSeconds} when it is not. */
  int sinceSeconds(Session session, int nowSeconds) {
    Left left = byTier.get(tierOf(session)).get(session);
    return left == null ? nowSeconds : left.sinceSeconds();
  }

  /** The second argument: when its client left, or now. */
  void add(Session session, int nowSeconds) {
    Left left = new Left(nowSeconds, session.heldBytes());
    byTier.get(tierOf(session)).put(session, left);
    count(1, left.bytes());
    evict();
  }

  void remove(Session session) {
    Left left = byTier.get(tierOf(session)).remove(session);
    if (left != null) {
      count(-1, -left.bytes());
    }
  }

  /** A detached session holds more than before. */
  void grew(Session session) {
    byTier
        .get(tierOf(session))
        .computeIfPresent(
            session,
            (_, before) -> {
              Left now = new Left(before.sinceSeconds(), session.heldBytes());
              count(0, now.bytes() - before.bytes());
              return now;
            });
    evict();
  }

  /** Ends those whose time is over; about once a second. */
  public void sweep(int nowSeconds) {
    for (Map<Session, Left> ofTier : byTier) {
      List<Session> over = new ArrayList<>(0);
      for (var each : ofTier.entrySet()) { // in the order in which they were left
        if (nowSeconds - each.getValue().sinceSeconds() < bounds.graceSeconds()) {
          break;
        }
        over.add(each.getKey());
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
      Iterator<Session> sessions = byTier.get(tier).keySet().iterator();
      if (sessions.hasNext()) {
        return sessions.next();
      }
    }
    return byTier.getFirst().keySet().iterator().next();
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
