package io.drawbridge.gateway.session;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this gateway by user. Threads: any; arrays are replaced whole, so a reader sees
 * the sessions before or after a change, never a mix.
 */
public final class SessionIndex {
  private final ConcurrentHashMap<UserKey, Session[]> byUser = new ConcurrentHashMap<>();
  private final LongAdder size = new LongAdder();

  public void add(Session session) {
    byUser.merge(
        session.instance().user(),
        new Session[] {session},
        (present, added) -> {
          Session[] all = Arrays.copyOf(present, present.length + 1);
          all[present.length] = added[0];
          return all;
        });
    size.increment();
  }

  /** Removes the session if it is there. */
  public void remove(Session session) {
    byUser.computeIfPresent(
        session.instance().user(),
        (user, present) -> {
          Session[] rest =
              Arrays.stream(present).filter(other -> other != session).toArray(Session[]::new);
          if (rest.length < present.length) {
            size.decrement();
          }
          return rest.length == 0 ? null : rest;
        });
  }

  /** The user's sessions here, oldest first. */
  public List<Session> of(UserKey user) {
    Session[] sessions = byUser.get(user);
    return sessions == null ? List.of() : List.of(sessions);
  }

  /** The user's session with this id, or null when it is not here. */
  public @Nullable Session find(UserKey user, SessionId id) {
    Session[] sessions = byUser.get(user);
    if (sessions != null) {
      for (Session session : sessions) {
        if (session.id().equals(id)) {
          return session;
        }
      }
    }
    return null;
  }

  /** Calls {@code action} for every session, on the calling thread. */
  public void forEach(Consumer<Session> action) {
    for (Session[] sessions : byUser.values()) {
      for (Session session : sessions) {
        action.accept(session);
      }
    }
  }

  /** Sessions here; may be a little old. */
  public int size() {
    return size.intValue();
  }
}
