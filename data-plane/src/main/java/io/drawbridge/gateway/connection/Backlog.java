package io.drawbridge.gateway.connection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the connections of one loop keep of the gateway's {@link Buffers}. When these are tight, a
 * loop that has more than its share closes those of its connections that keep most; when they are
 * full, a connection that sends something is not read until they are not.
 *
 * <p>Threads: the loop only, but {@link #bytes}.
 */
final class Backlog {
  /** Closing connections that keep less frees little. */
  static final int LEAST_BYTES_TO_FREE = 4 << 10;

  private static final long LOOK_AGAIN_MILLIS = 20;

  private final Loop loop;
  private final Buffers buffers;
  private final List<Holding> holdings = new ArrayList<>();
  private final List<Holding> paused = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();

  Backlog(Loop loop, Buffers buffers) {
    this.loop = loop;
    this.buffers = buffers;
    buffers.add(this);
  }

  /** May be read by any thread. */
  long bytes() {
    return bytes.get();
  }

  Holding add(Connection connection) {
    Holding holding = new Holding(connection, this);
    holding.place = holdings.size();
    holdings.add(holding);
    return holding;
  }

  void remove(Holding holding) {
    holding.clear();
    Holding last = holdings.removeLast();
    if (last != holding) {
      holdings.set(holding.place, last);
      last.place = holding.place;
    }
  }

  void changed(long difference) {
    if (difference != 0) {
      bytes.lazySet(bytes.get() + difference); // one thread writes
      buffers.changed();
    }
  }

  /** At the end of each batch: closes those who keep most, as long as the buffers are tight. */
  void relieve() {
    if (!buffers.isTight() || bytes() <= buffers.share()) {
      return;
    }
    List<Holding> largestFirst = new ArrayList<>(holdings);
    largestFirst.sort(Comparator.comparingLong(Holding::bytes).reversed());
    for (Holding holding : largestFirst) {
      if (!buffers.isTight()
          || bytes() <= buffers.share()
          || holding.bytes() < LEAST_BYTES_TO_FREE) {
        return;
      }
      loop.measures().closedForMemory();
      holding.connection().giveUp(holding);
    }
  }

  boolean isFull() {
    return buffers.isFull();
  }

  /** Not read until the buffers have room again. */
  void pause(Holding holding) {
    holding.paused(true);
    paused.add(holding);
    loop.measures().readPaused();
    if (paused.size() == 1) {
      lookAgain();
    }
  }

  private void lookAgain() {
    var _ =
        loop.executor()
            .schedule(this::resumeIfThereIsRoom, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void resumeIfThereIsRoom() {
    if (buffers.isFull()) {
      lookAgain();
      return;
    }
    List<Holding> waiting = List.copyOf(paused);
    paused.clear();
    for (Holding holding : waiting) {
      holding.paused(false);
      holding.connection().readOn();
    }
  }
}
