package io.drawbridge.gateway.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of the session index: a hash table with open addressing and linear probing, whose entries
 * are the sessions themselves: some 8 bytes a session, where a map of lists has 60.
 *
 * <p>Sessions of one user stand in the order of their coming in one run of slots. What is removed
 * leaves a mark, so that no other entry moves while it is searched; a table that is full of entries
 * and marks is replaced by a new one.
 *
 * <p>Threads: any; changes wait for each other, searches for nobody.
 */
final class SessionStripe {
  private static final int FIRST_SLOTS = 16;
  private static final Object REMOVED = new Object();
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  private volatile @Nullable Object[] table = new @Nullable Object[FIRST_SLOTS];
  private int sessions;
  private int used; // slots with a session or a mark

  /** {@code hash}: of the session's user. */
  synchronized void add(Session session, int hash) {
    if (3 * (used + 1) > 2 * table.length) {
      rebuild();
    }
    put(table, session, hash);
    sessions++;
    used++;
  }

  /** False if it is not here. */
  synchronized boolean remove(Session session, int hash) {
    @Nullable Object[] slots = table;
    int mask = slots.length - 1;
    for (int slot = hash & mask; slots[slot] != null; slot = slot + 1 & mask) {
      if (slots[slot] == session) {
        SLOT.setRelease(slots, slot, REMOVED);
        sessions--;
        return true;
      }
    }
    return false;
  }

  /** Calls {@code action} for every session of the user, oldest first. */
  void forEach(UserKey user, int hash, Consumer<Session> action) {
    @Nullable Object[] slots = table;
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (Object entry = at(slots, slot); entry != null; entry = at(slots, slot)) {
      if (entry instanceof Session session && session.instance().user().equals(user)) {
        action.accept(session);
      }
      slot = slot + 1 & mask;
    }
  }

  /** Calls {@code action} for every session. */
  void forEach(Consumer<Session> action) {
    @Nullable Object[] slots = table;
    for (int slot = 0; slot < slots.length; slot++) {
      if (at(slots, slot) instanceof Session session) {
        action.accept(session);
      }
    }
  }

  private static @Nullable Object at(@Nullable Object[] slots, int slot) {
    return SLOT.getAcquire(slots, slot);
  }

  private static void put(@Nullable Object[] slots, Session session, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != null) {
      slot = slot + 1 & mask;
    }
    SLOT.setRelease(slots, slot, session);
  }

  /** Without marks, and at most half full; smaller again after a large wave has gone. */
  private void rebuild() {
    int length = FIRST_SLOTS;
    while (length < 2 * (sessions + 1)) {
      length *= 2;
    }
    @Nullable Object[] next = new @Nullable Object[length];
    @Nullable Object[] old = table;
    int start = 0; // a run that goes around the end begins before it
    while (old[start] != null) {
      start++;
    }
    for (int i = 1; i <= old.length; i++) {
      if (old[start + i & old.length - 1] instanceof Session session) {
        put(next, session, SessionIndex.hash(session.instance().user()));
      }
    }
    table = next;
    used = sessions;
  }
}
