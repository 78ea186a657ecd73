package io.drawbridge.gateway.admission;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * So many a second, and a burst of a few at once after a pause. Its whole state is the moment at
 * which it will be full again:
 *
 * <pre>  taken = time until it is full / interval between two          free = burst - taken </pre>
 *
 * <p>Threads: any; neither locks nor allocates.
 */
public final class TokenBucket {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoClock;
  private final long intervalNanos;
  private final long burstNanos;
  private final AtomicLong fullNanos;

  /**
   * Full at first.
   *
   * @param perSecond up to a billion; less than one is one in more than a second
   * @param burst what it holds when it is full, at least 1
   * @param nanoClock counts nanoseconds from any point
   */
  public TokenBucket(double perSecond, int burst, LongSupplier nanoClock) {
    if (perSecond <= 0 || perSecond > SECOND || burst < 1) {
      throw new IllegalArgumentException(
          perSecond + " a second, " + burst + " at once (expected: up to " + SECOND + ", >= 1)");
    }
    this.nanoClock = nanoClock;
    this.intervalNanos = Math.max(1, Math.round(SECOND / perSecond));
    this.burstNanos = Math.multiplyExact(burst, intervalNanos);
    this.fullNanos = new AtomicLong(nanoClock.getAsLong());
  }

  /** Takes one if there is one. */
  public boolean take() {
    return takeAbove(0);
  }

  /** Takes one if as many as {@code reserve} are left then. */
  boolean takeAbove(long reserve) {
    while (true) {
      long now = nanoClock.getAsLong();
      long before = fullNanos.get();
      long untilFull = Math.max(0, before - now) + intervalNanos;
      if (untilFull > burstNanos - reserve * intervalNanos) {
        return false;
      }
      if (fullNanos.compareAndSet(before, now + untilFull)) {
        return true;
      }
    }
  }

  /** Takes one whether there is one or not; those who come later wait for it. */
  public void takeAnyway() {
    long now = nanoClock.getAsLong();
    fullNanos.accumulateAndGet(
        intervalNanos, (before, interval) -> now + Math.max(0, before - now) + interval);
  }

  /** What it holds now, one that is not yet complete included. */
  long held() {
    return Math.max(0, Math.ceilDiv(burstNanos - nanosUntilFull(), intervalNanos));
  }

  /** True if it is as it was when it was made. */
  public boolean isFull() {
    return nanosUntilFull() == 0;
  }

  /** Time until it is full, if nobody takes. */
  long nanosUntilFull() {
    return Math.max(0, fullNanos.get() - nanoClock.getAsLong());
  }

  /** Time until one can be taken; 0 = now. */
  public long nanosUntilNext() {
    return Math.max(0, nanosUntilFull() + intervalNanos - burstNanos);
  }
}
