package io.drawbridge.gateway.connection;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop by slot, and when each was last heard of: what the keep-alive
 * sweep reads without touching the connections themselves.
 *
 * <pre>  slot -> connection          slot -> last heard (seconds) </pre>
 *
 * <p>Threads: the loop only. {@link #size} may be read from any thread and may then be a little
 * old.
 */
public final class ConnectionTable {
  private static final int INITIAL_SLOTS = 64;

  private @Nullable Connection[] bySlot = new @Nullable Connection[INITIAL_SLOTS];
  private int[] lastHeardSeconds = new int[INITIAL_SLOTS];
  private int[] freeSlots = new int[INITIAL_SLOTS];
  private int freeCount;
  private int usedSlots;
  private int knownSeconds;
  private volatile int size;

  /** Open connections. */
  public int size() {
    return size;
  }

  /** Gives the connection a slot. */
  int add(Connection connection, int nowSeconds) {
    int slot = freeCount > 0 ? freeSlots[--freeCount] : usedSlots++;
    if (slot == bySlot.length) {
      grow();
    }
    bySlot[slot] = connection;
    knownSeconds = nowSeconds;
    lastHeardSeconds[slot] = nowSeconds;
    setSize(size + 1);
    return slot;
  }

  /** Frees the slot. */
  void remove(int slot) {
    bySlot[slot] = null;
    if (freeCount == freeSlots.length) {
      freeSlots = Arrays.copyOf(freeSlots, freeCount * 2);
    }
    freeSlots[freeCount++] = slot;
    setSize(size - 1);
  }

  /** Notes that the connection in this slot was heard of. */
  void heard(int slot, int nowSeconds) {
    lastHeardSeconds[slot] = nowSeconds;
  }

  /** The time, a second old at most. */
  int knownSeconds() {
    return knownSeconds;
  }

  void swept(int nowSeconds) {
    knownSeconds = nowSeconds;
  }

  int lastHeardSeconds(int slot) {
    return lastHeardSeconds[slot];
  }

  /** Slots that were ever used; those above are empty. */
  int usedSlots() {
    return usedSlots;
  }

  @Nullable Connection at(int slot) {
    return bySlot[slot];
  }

  /** Calls {@code action} for every connection; it may remove connections. */
  public void forEach(Consumer<Connection> action) {
    for (int slot = 0; slot < usedSlots; slot++) {
      Connection connection = bySlot[slot];
      if (connection != null) {
        action.accept(connection);
      }
    }
  }

  private void grow() {
    int slots = bySlot.length * 2;
    bySlot = Arrays.copyOf(bySlot, slots);
    lastHeardSeconds = Arrays.copyOf(lastHeardSeconds, slots);
  }

  // Written by one thread only; volatile so that reports may read it.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void setSize(int value) {
    size = value;
  }
}
