package io.drawbridge.business.upstream;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs failures of handlers, at most one a second with the number of those left out: a business
 * that fails for everybody must not also drown in its log. Threads: any.
 */
final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoClock;
  private final AtomicLong nextNanos;
  private final AtomicLong leftOut = new AtomicLong();

  FailureLog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    nextNanos = new AtomicLong(nanoClock.getAsLong());
  }

  /** True when this failure was logged. */
  boolean failed(LaneKey lane, Throwable failure) {
    long nowNanos = nanoClock.getAsLong();
    long dueNanos = nextNanos.get();
    if (nowNanos - dueNanos < 0 || !nextNanos.compareAndSet(dueNanos, nowNanos + INTERVAL_NANOS)) {
      leftOut.incrementAndGet();
      return false;
    }
    LOG.warn(
        "handler of service {} of app {} failed, the message is refused as busy; {} more not logged",
        lane.service(),
        lane.app(),
        leftOut.getAndSet(0),
        failure);
    return true;
  }
}
