package io.drawbridge.gateway.connection;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The memory that all connections of a gateway may keep together between two batches: bytes that
 * sockets have not taken, and beginnings of frames.
 *
 * <pre>
 *   0 ------------------------- 3/4 ------------------------ all
 *     nothing happens            tight: those who keep most    full: who sends is not read
 *                                are closed, on each loop
 *                                that has more than its share
 * </pre>
 *
 * <p>Threads: any.
 */
public final class Buffers {
  private final long most;
  private final long tight;
  private final List<Backlog> loops = new CopyOnWriteArrayList<>();
  private volatile boolean isTight;
  private volatile boolean isFull;

  public Buffers(long mostBytes) {
    this.most = mostBytes;
    this.tight = mostBytes - mostBytes / 4;
  }

  void add(Backlog loop) {
    loops.add(loop);
  }

  /** Bytes kept now. */
  public long used() {
    long sum = 0;
    for (Backlog loop : loops) {
      sum += loop.bytes();
    }
    return sum;
  }

  /** What may be kept. */
  public long most() {
    return most;
  }

  void changed() {
    long used = used();
    isTight = used > tight;
    isFull = used >= most;
  }

  boolean isTight() {
    return isTight;
  }

  boolean isFull() {
    return isFull;
  }

  /** Of each loop: when they are tight, one at least has more. */
  long share() {
    return tight / Math.max(1, loops.size());
  }
}
