package io.drawbridge.gateway.attach;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * One line a second of what may happen to thousands of clients at once: whoever tries any number of
 * tokens fills no disk, and a neighbour's death costs its clients' new gateways no time. Threads:
 * any.
 */
final class PacedLog {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoClock;
  private final AtomicLong nextNanos;
  private final AtomicLong unnamed = new AtomicLong();

  PacedLog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.nextNanos = new AtomicLong(nanoClock.getAsLong());
  }

  /** Writes {@code line} if one is due, which is told how many were not since the last. */
  void line(LongConsumer line) {
    long now = nanoClock.getAsLong();
    long next = nextNanos.get();
    if (now - next >= 0 && nextNanos.compareAndSet(next, now + EVERY_NANOS)) {
      line.accept(unnamed.getAndSet(0));
    } else {
      unnamed.incrementAndGet();
    }
  }
}
