package io.drawbridge.client.session;

import io.drawbridge.client.discovery.ConnectHints;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next dial: a random time ("full jitter") below a bound that doubles.
 *
 * <pre>  lost -> U(0, first spread) -> U(0, 1 s) -> U(0, 2 s) -> U(0, 4 s) ... U(0, 30 s)
 * </pre>
 *
 * <p>Only a connection that lived for a minute starts the row again: a gateway that accepts and
 * drops is no better than one that refuses.
 */
public final class Backoff {
  static final long HEALTHY_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Doubling stops here whatever the hints say. */
  private static final int MAX_DOUBLINGS = 20;

  private final RandomGenerator random;
  private final Duration longest;
  private ConnectHints hints = ConnectHints.DEFAULTS;
  private int attempts;

  public Backoff(RandomGenerator random, Duration longest) {
    this.random = random;
    this.longest = longest;
  }

  void hints(ConnectHints latest) {
    hints = latest;
  }

  /** A connection that had been up for {@code livedNanos} was lost. */
  void lost(long livedNanos) {
    if (livedNanos >= HEALTHY_NANOS) {
      attempts = 0;
    }
  }

  /** The delay before the next attempt; each call counts as one attempt. */
  long nextDelayNanos() {
    return below(bound(attempts++));
  }

  Duration dialTimeout() {
    return hints.dialTimeout();
  }

  /** A delay that somebody demanded, times a random factor from 1 to 1.5. */
  long stretched(long nanos) {
    return (long) (nanos * random.nextDouble(1, 1.5));
  }

  /** A delay of 0 to {@code bound}. */
  long below(Duration bound) {
    return bound.isZero() ? 0 : random.nextLong(bound.toNanos());
  }

  private Duration bound(int attempt) {
    if (attempt == 0) {
      return hints.firstSpread();
    }
    Duration doubled = hints.backoffBase().multipliedBy(1L << Math.min(attempt - 1, MAX_DOUBLINGS));
    return shorter(doubled, shorter(hints.backoffMax(), longest));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
