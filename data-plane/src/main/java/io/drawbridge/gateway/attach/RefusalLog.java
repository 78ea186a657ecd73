package io.drawbridge.gateway.attach;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Names refused clients, one a second: whoever tries any number of tokens fills no disk. */
final class RefusalLog {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Logger log;
  private final LongSupplier nanoClock;
  private final AtomicLong nextNanos;
  private final AtomicLong unnamed = new AtomicLong();

  RefusalLog(Logger log, LongSupplier nanoClock) {
    this.log = log;
    this.nanoClock = nanoClock;
    this.nextNanos = new AtomicLong(nanoClock.getAsLong());
  }

  void refused(SocketAddress client, ResumeRefusal why) {
    long now = nanoClock.getAsLong();
    long next = nextNanos.get();
    if (now - next >= 0 && nextNanos.compareAndSet(next, now + EVERY_NANOS)) {
      log.warn(
          "resume by {} refused: {} (and {} more since the last line)",
          client,
          why,
          unnamed.getAndSet(0));
    } else {
      unnamed.incrementAndGet();
    }
  }
}
