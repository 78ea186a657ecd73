package io.drawbridge.bench.overload;

/**
 * Messages of one client that are due and cannot leave yet, by the time at which each was due. Not
 * thread-safe.
 */
final class Backlog {
  /** Some times what comes within a message's deadline at the highest rate of a run. */
  static final int MOST = 64;

  private final long[] dueNanos = new long[MOST];
  private int first;
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** One must be taken out before another comes in. */
  boolean isFull() {
    return size == MOST;
  }

  void add(long nanos) {
    if (isFull()) {
      throw new IllegalStateException("backlog: " + size + " (expected: < " + MOST + ")");
    }
    dueNanos[(first + size) % MOST] = nanos;
    size++;
  }

  /** When the oldest was due; it is taken out. */
  long removeFirst() {
    if (size == 0) {
      throw new IllegalStateException("backlog: empty (expected: a message)");
    }
    long due = dueNanos[first];
    first = (first + 1) % MOST;
    size--;
    return due;
  }
}
