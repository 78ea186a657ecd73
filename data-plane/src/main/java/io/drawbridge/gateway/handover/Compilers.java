package io.drawbridge.gateway.handover;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether this JVM still compiles what it meets. Threads: one. */
final class Compilers {
  /** A large method may take its compiler a second, and is counted when it is done. */
  private static final Duration WINDOW = Duration.ofSeconds(2);

  /** Of one processor. */
  private static final double BUSY = 0.1;

  private final @Nullable CompilationMXBean compilers =
      ManagementFactory.getCompilationMXBean(); // null under -Xint
  private long lookedNanos = System.nanoTime();
  private long compiledMillis = compiledMillis();
  private boolean busy = true;

  /** As of the last window; at first true. */
  boolean areBusy() {
    long passedNanos = System.nanoTime() - lookedNanos;
    if (passedNanos >= WINDOW.toNanos()) {
      long now = compiledMillis();
      busy = (now - compiledMillis) * 1e6 > BUSY * passedNanos;
      compiledMillis = now;
      lookedNanos += passedNanos;
    }
    return busy;
  }

  private long compiledMillis() {
    return compilers == null || !compilers.isCompilationTimeMonitoringSupported()
        ? 0
        : compilers.getTotalCompilationTime();
  }
}
