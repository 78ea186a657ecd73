package io.drawbridge.gateway.drain;

import io.drawbridge.proto.control.v1.Progress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Asks clients to leave, evenly over a time, so that the gateways they go to are not overrun; then
 * waits until they have. Who comes while it runs is asked, too, up to its limit.
 *
 * <p>Threads: {@link #tick} and {@link #run} on one; the rest from any.
 */
final class Departure<T> implements Errand {
  static final int TICK_MILLIS = 50;

  /** Looking at each of many clients costs; twice a second is soon enough for people. */
  static final int LOOK_EVERY_TICKS = 10;

  /** So few are looked at in each tick. */
  static final int FEW = 1_000;

  private final Crowd<T> crowd;
  private final int limit;
  private final boolean awaitsDetached;
  private final long paceTicks;
  private final long allTicks;
  private final Deque<T> toAsk = new ArrayDeque<>();
  private final Set<T> asked = new HashSet<>(); // and still here, as of the last look
  private int told;
  private long handled; // told, or gone before
  private long ticks;
  private volatile Progress progress;
  private volatile boolean stopped;
  private volatile boolean over;

  private Departure(Crowd<T> crowd, int limit, Duration over, Duration linger) {
    this.crowd = crowd;
    this.limit = limit;
    this.awaitsDetached = limit == Integer.MAX_VALUE;
    this.paceTicks = Math.max(1, over.toMillis() / TICK_MILLIS);
    this.allTicks = paceTicks + Math.max(1, linger.toMillis() / TICK_MILLIS);
    join(crowd.present());
    this.progress = look();
  }

  /** Of everybody; it also waits for sessions whose clients are away. */
  static <T> Departure<T> ofAll(Crowd<T> crowd, Duration over, Duration linger) {
    return new Departure<>(crowd, Integer.MAX_VALUE, over, linger);
  }

  /** Of some, whoever they are. */
  static <T> Departure<T> of(int clients, Crowd<T> crowd, Duration over, Duration linger) {
    return new Departure<>(crowd, clients, over, linger);
  }

  /** Ticks until it is over. */
  Departure<T> run() throws InterruptedException {
    while (tick()) {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    }
    return this;
  }

  /**
   * What is to be done every {@value #TICK_MILLIS} ms.
   *
   * @return false when it is over
   */
  boolean tick() {
    if (over) {
      return false;
    }
    ticks++;
    if (!stopped) {
      askNext();
    }
    boolean last = stopped || ticks >= allTicks;
    if (last || progress.getLeft() <= FEW || ticks % LOOK_EVERY_TICKS == 0) {
      join(crowd.present());
      Progress now = look();
      progress = now;
      over = last || (now.getLeft() == 0 && (!awaitsDetached || now.getDetached() == 0));
    }
    return !over;
  }

  /** Rounded up: the first is told at once, and a few need not wait for the end of the time. */
  private void askNext() {
    long due = (Math.min(ticks, paceTicks) * (handled + toAsk.size()) + paceTicks - 1) / paceTicks;
    for (long share = due - handled; share > 0; share--) {
      T next = toAsk.removeFirst();
      handled++;
      if (!crowd.isPresent(next)) {
        continue;
      }
      if (!crowd.ask(next)) {
        toAsk.addLast(next); // its loop has too much to do now
        handled--;
        continue;
      }
      asked.add(next);
      told++;
    }
  }

  private void join(List<T> present) {
    int room = limit - told - toAsk.size();
    Set<T> waiting = new HashSet<>(toAsk);
    for (T client : present) {
      if (room <= 0) {
        return;
      }
      if (!asked.contains(client) && waiting.add(client)) {
        toAsk.addLast(client);
        room--;
      }
    }
  }

  private Progress look() {
    asked.removeIf(client -> !crowd.isPresent(client));
    List<T> left = new ArrayList<>(toAsk);
    left.removeIf(client -> !crowd.isPresent(client));
    return Progress.newBuilder()
        .setTotal(told + toAsk.size())
        .setTold(told)
        .setLeft(asked.size() + left.size())
        .setDetached(crowd.detached())
        .setEtaMillis((int) Math.max(0, (allTicks - ticks) * TICK_MILLIS))
        .build();
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public void stop() {
    stopped = true;
  }
}
