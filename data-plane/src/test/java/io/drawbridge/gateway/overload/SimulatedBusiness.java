package io.drawbridge.gateway.overload;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A business of some workers behind an {@link Overload}, in simulated time: one event loop, one
 * message after the other, each of a user of its own.
 */
final class SimulatedBusiness {
  static final long SERVICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  static final int WORKERS = 4;
  static final double CAPACITY = WORKERS * 1e9 / SERVICE_NANOS;

  /** A client waits no longer. */
  private static final long GOOD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
  private static final int MESSAGES_PER_PAUSE = 2_000;

  private static final double[] SHARES = {0.05, 0.25, 0.30, 0.40};

  private final Random random = new Random(7);
  private final long[] freeNanos = new long[WORKERS];
  private final Deque<long[]> open = new ArrayDeque<>(); // due, arrived
  private final LoopOverload loop;
  private final LoopGate gate;
  private final Overload overload;
  private boolean hangs;
  private boolean pauses;
  private long nowNanos;
  private long nextWindow = Overload.WINDOW.toNanos();
  private long users;

  SimulatedBusiness(Mode mode) {
    overload =
        new Overload(
            new OverloadSettings(mode, Duration.ofMillis(2)),
            InstantSource.system(),
            () -> nowNanos);
    loop = overload.newLoop();
    gate = loop.join("business", Duration.ofMillis(5));
  }

  Overload overload() {
    return overload;
  }

  /** From now on it stands still for 30 ms every now and then, as for its collector. */
  void pauses() {
    pauses = true;
  }

  void hangs(boolean now) {
    hangs = now;
  }

  /** What became of messages offered for some seconds at a multiple of what it can do. */
  Outcome offer(double times, double seconds) {
    Outcome outcome = new Outcome();
    outcome.seconds = seconds;
    long end = nowNanos + (long) (seconds * 1e9);
    double gap = 1e9 / (CAPACITY * times);
    double next = nowNanos + gap;
    while (next < end) {
      long at = (long) next;
      advance(at, outcome);
      arrive(at, outcome);
      next += -Math.log(1 - random.nextDouble()) * gap; // Poisson
    }
    advance(end, outcome);
    return outcome;
  }

  private void arrive(long at, Outcome outcome) {
    int tier = tier();
    outcome.offered[tier]++;
    Verdict verdict =
        loop.judge(gate, 0, tier, loop.cohort(Standing.USUAL, "app", "user-" + users++));
    if (!verdict.isAdmitted()) {
      outcome.refused[tier]++;
      return;
    }
    loop.gatheredHasLeft();
    gate.opened(1);
    if (pauses && random.nextInt(MESSAGES_PER_PAUSE) == 0) {
      for (int i = 0; i < WORKERS; i++) {
        freeNanos[i] = Math.max(at, freeNanos[i]) + PAUSE_NANOS;
      }
    }
    int worker = 0;
    for (int i = 1; i < WORKERS; i++) {
      worker = freeNanos[i] < freeNanos[worker] ? i : worker;
    }
    long done = Math.max(at, freeNanos[worker]) + SERVICE_NANOS;
    freeNanos[worker] = done;
    open.add(new long[] {done, at});
    if (done - at <= GOOD_NANOS) {
      outcome.good[tier]++;
    }
  }

  private void advance(long to, Outcome outcome) {
    while (nowNanos < to) {
      long[] first = hangs ? null : open.peek();
      long due = first == null ? Long.MAX_VALUE : first[0];
      nowNanos = Math.min(to, Math.min(due, nextWindow));
      if (first != null && nowNanos == due) {
        open.remove();
        gate.closed(1);
        gate.answered(due - first[1]);
        outcome.waited.add(due - first[1]);
      }
      if (nowNanos == nextWindow) {
        overload.endWindow();
        nextWindow += Overload.WINDOW.toNanos();
      }
    }
  }

  private int tier() {
    double draw = random.nextDouble();
    int tier = 0;
    while (tier < SHARES.length - 1 && draw >= SHARES[tier]) {
      draw -= SHARES[tier++];
    }
    return tier;
  }

  /** By tier. */
  static final class Outcome {
    final int[] offered = new int[SHARES.length];
    final int[] refused = new int[SHARES.length];
    final int[] good = new int[SHARES.length];
    final List<Long> waited = new ArrayList<>();
    private double seconds;

    double goodput() {
      return IntStream.of(good).sum() / seconds;
    }

    int refusedInAll() {
      return IntStream.of(refused).sum();
    }

    double success(int tier) {
      return (double) good[tier] / offered[tier];
    }

    double p99Millis() {
      long[] sorted = waited.stream().mapToLong(Long::longValue).sorted().toArray();
      return sorted[(int) (sorted.length * 0.99)] / 1e6;
    }
  }
}
