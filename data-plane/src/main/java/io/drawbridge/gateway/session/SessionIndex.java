package io.drawbridge.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this gateway by user.
 *
 * <p>Threads: any. A change is seen by every later call; a call that runs beside it sees the
 * session or does not. Of two additions for one user the later one sees the earlier.
 */
public final class SessionIndex {
  /** Changes to different ones do not wait for each other. */
  private static final int STRIPE_BITS = 6;

  private final SessionStripe[] stripes =
      Stream.generate(SessionStripe::new).limit(1 << STRIPE_BITS).toArray(SessionStripe[]::new);
  private final LongAdder size = new LongAdder();

  public void add(Session session) {
    int hash = hash(session.instance().user());
    stripe(hash).add(session, hash);
    size.increment();
  }

  /** Removes the session if it is there. */
  public void remove(Session session) {
    int hash = hash(session.instance().user());
    if (stripe(hash).remove(session, hash)) {
      size.decrement();
    }
  }

  /** The user's sessions here, oldest first. */
  public List<Session> of(UserKey user) {
    int hash = hash(user);
    List<Session> sessions = new ArrayList<>(1);
    stripe(hash).forEach(user, hash, sessions::add);
    return sessions;
  }

  /** The user's session with this id, or null when it is not here. */
  public @Nullable Session find(UserKey user, SessionId id) {
    for (Session session : of(user)) {
      if (session.id().equals(id)) {
        return session;
      }
    }
    return null;
  }

  /** Calls {@code action} for every session, on the calling thread. */
  public void forEach(Consumer<Session> action) {
    for (SessionStripe stripe : stripes) {
      stripe.forEach(action);
    }
  }

  /** Sessions here; may be a little old. */
  public int size() {
    return size.intValue();
  }

  private SessionStripe stripe(int hash) {
    return stripes[hash >>> (Integer.SIZE - STRIPE_BITS)];
  }

  /** Names that differ in a digit must not be neighbours: Fibonacci hashing (Knuth 6.4). */
  static int hash(UserKey user) {
    int hash = user.hashCode() * 0x9e3779b9;
    return hash ^ hash >>> 16;
  }
}
