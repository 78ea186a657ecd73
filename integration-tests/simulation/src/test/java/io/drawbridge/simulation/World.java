package io.drawbridge.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Virtual time, one source of chance, and what happened. One thread. */
final class World {
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  final SplittableRandom random;
  final List<String> violations = new ArrayList<>();
  private final boolean tells;
  private final List<String> history = new ArrayList<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowNanos = TimeUnit.SECONDS.toNanos(1);
  private long scheduled;

  private record Event(long atNanos, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  World(long seed, boolean tells) {
    this.random = new SplittableRandom(seed);
    this.tells = tells;
  }

  long nanos() {
    return nowNanos;
  }

  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(nowNanos);
  }

  /** The same time for whoever wants a wall clock. */
  Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return EPOCH.plusNanos(nowNanos);
      }
    };
  }

  void afterMillis(double millis, Runnable action) {
    atNanos(nowNanos + (long) (millis * 1e6), action);
  }

  void atNanos(long nanos, Runnable action) {
    events.add(new Event(Math.max(nanos, nowNanos), scheduled++, action));
  }

  /** Runs the next event; false when nothing will ever happen again. */
  boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    nowNanos = next.atNanos;
    next.action.run();
    return true;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  double between(double low, double high) {
    return random.nextDouble(low, high);
  }

  <E> E oneOf(List<E> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** What was told; nothing unless somebody replays the seed. */
  List<String> history() {
    return history;
  }

  /** For whoever replays the seed. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation is another dependency
  void tell(String what, Object... details) {
    if (tells) {
      history.add("%9.3f  %s".formatted(nowNanos / 1e9, what.formatted(details)));
    }
  }

  void violated(String what) {
    tell("VIOLATION %s", what);
    violations.add("%.3f s: %s".formatted(nowNanos / 1e9, what));
  }
}
