package io.drawbridge.controlplane;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Time that passes only when told to. */
public final class HandClock implements InstantSource, LongSupplier {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private volatile Duration passed = Duration.ofHours(1); // nanos do not begin at zero either

  public HandClock advance(Duration duration) {
    passed = passed.plus(duration);
    return this;
  }

  public HandClock seconds(long seconds) {
    return advance(Duration.ofSeconds(seconds));
  }

  @Override
  public Instant instant() {
    return START.plus(passed);
  }

  @Override
  public long getAsLong() {
    return passed.toNanos();
  }
}
