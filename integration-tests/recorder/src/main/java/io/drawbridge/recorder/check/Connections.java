package io.drawbridge.recorder.check;

import io.drawbridge.recorder.history.Entry;
import io.drawbridge.recorder.history.Gauge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Who was connected when, to which session. */
final class Connections {
  /** A CLOSE under way to one client while CONNECTED arrives at another: two busy cores. */
  static final long TRANSIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Violations violations;
  private final Map<Integer, Interval> open = new HashMap<>();
  private final Map<Integer, Interval> before = new HashMap<>();
  private final Map<Session, List<Interval>> bySession = new HashMap<>();
  private final Map<Gauge, Long> gauges = new EnumMap<>(Gauge.class);
  private final Latencies resumed = new Latencies();
  private final Latencies renewed = new Latencies();
  private @Nullable Where quiet;

  /** One connection of one client; {@code endNanos} is Long.MAX_VALUE while it is open. */
  private static final class Interval {
    final int client;
    final Session session;
    final long startNanos;
    final boolean resumed;
    final Where where;
    long endNanos = Long.MAX_VALUE;

    Interval(Entry connected, Where where) {
      client = connected.client();
      session = Session.of(connected);
      startNanos = connected.nanos();
      resumed = connected.detail() == 1;
      this.where = where;
    }
  }

  Connections(Violations violations) {
    this.violations = violations;
  }

  void connected(Entry entry, Where where) {
    lost(entry);
    Interval next = new Interval(entry, where);
    Interval last = before.get(next.client);
    if (last != null) {
      Latencies latencies = next.resumed ? resumed : renewed;
      latencies.add(next.startNanos - last.endNanos);
    }
    open.put(next.client, next);
    bySession.computeIfAbsent(next.session, _ -> new ArrayList<>()).add(next);
  }

  void lost(Entry entry) {
    Interval ended = open.remove(entry.client());
    if (ended != null) {
      ended.endNanos = entry.nanos();
      before.put(ended.client, ended);
    }
  }

  void quiet(Where where) {
    quiet = where;
    gauges.clear();
  }

  void gauge(Entry entry) {
    gauges.put(Gauge.of(entry.detail()), entry.number());
  }

  boolean isAtRest() {
    return quiet != null;
  }

  /** The session that each client is connected to. */
  Map<Long, Session> live() {
    Map<Long, Session> live = new HashMap<>();
    open.forEach((client, interval) -> live.put((long) client, interval.session));
    return live;
  }

  Latencies resumed() {
    return resumed;
  }

  Latencies renewed() {
    return renewed;
  }

  /** After the last record. */
  void finish() {
    bySession.values().forEach(this::checkOneAtATime);
    Where told = quiet;
    if (told != null && !gauges.isEmpty()) {
      checkGauges(told);
    }
  }

  private void checkOneAtATime(List<Interval> connections) {
    connections.sort(Comparator.comparingLong(each -> each.startNanos));
    @Nullable Interval longest = null;
    for (Interval next : connections) {
      boolean goesOn = longest != null;
      if (goesOn != next.resumed) {
        String what = goesOn ? "another connection had" : "nobody had";
        String told = next.resumed ? "goes on" : "is new";
        String text = "client " + next.client + " is told that a session " + told + " that ";
        violations.add("I5", text + what, next.where);
      }
      if (longest != null) {
        long overlapNanos = Math.min(longest.endNanos, next.endNanos) - next.startNanos;
        boolean bothOpen = longest.endNanos == Long.MAX_VALUE && next.endNanos == Long.MAX_VALUE;
        if (bothOpen || overlapNanos > TRANSIT_NANOS) {
          String how = bothOpen ? "for ever" : "for " + overlapNanos / 1_000_000 + " ms";
          String who = "clients " + longest.client + " and " + next.client;
          violations.add("I5", who + " are connected to one session " + how, next.where);
        }
      }
      if (longest == null || next.endNanos - longest.endNanos > 0) {
        longest = next;
      }
    }
  }

  private void checkGauges(Where told) {
    long connected = open.size();
    expect(Gauge.CONNECTIONS, connected, told);
    expect(Gauge.SOCKETS, connected, told);
    expect(Gauge.SESSIONS, connected, told);
    expect(Gauge.DETACHED, 0, told);
  }

  private void expect(Gauge gauge, long expected, Where told) {
    Long found = gauges.get(gauge);
    if (found != null && found != expected) {
      violations.add("I6", gauge + ": " + found + " (expected: " + expected + ")", told);
    }
  }
}
