package io.drawbridge.gateway.measure;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Measures an event loop's lag by the lateness of a periodic task. After a stall every beat that
 * was due in it runs and counts, so a stall weighs as much as it lasted.
 */
public final class LoopLagProbe {
  /** Ten samples a report; at 100 loops still only 1,000 tiny tasks a second. */
  static final Duration INTERVAL = Duration.ofMillis(100);

  private final LongConsumer lagNanos;
  private final LongSupplier nanoClock;
  private long dueNanos;

  LoopLagProbe(LongConsumer lagNanos, LongSupplier nanoClock) {
    this.lagNanos = lagNanos;
    this.nanoClock = nanoClock;
    this.dueNanos = nanoClock.getAsLong();
  }

  /** Probes until the answer is cancelled; {@code lagNanos} is told on the {@code loop}. */
  public static ScheduledFuture<?> start(
      ScheduledExecutorService loop, LongConsumer lagNanos, LongSupplier nanoClock) {
    LoopLagProbe probe = new LoopLagProbe(lagNanos, nanoClock);
    long nanos = INTERVAL.toNanos();
    return loop.scheduleAtFixedRate(probe::beat, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  void beat() {
    dueNanos += INTERVAL.toNanos();
    lagNanos.accept(nanoClock.getAsLong() - dueNanos);
  }
}
