package io.drawbridge.gateway.policy;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often clients ping, which a degradation may make seldomer. Clients hear of it with what they
 * are sent anyway, so after a change back they may be silent for as long as they were told before.
 * Threads: any; changed by one at a time.
 */
public final class Heartbeat {
  /** Longer than a client goes without a PONG. */
  static final Duration NEWS_FOR = Duration.ofMinutes(7);

  private final int usualSeconds;
  private final LongSupplier nanoClock;
  private volatile Told told;

  /** {@code seconds} now, and until {@code untilNanos} the longest that clients may go by. */
  private record Told(int seconds, int longest, long untilNanos) {}

  Heartbeat(int usualSeconds, LongSupplier nanoClock) {
    this.usualSeconds = usualSeconds;
    this.nanoClock = nanoClock;
    this.told = new Told(usualSeconds, usualSeconds, nanoClock.getAsLong());
  }

  /** Clients are told this from now on; 0, or less than usual = as usual. */
  void stretch(int seconds) {
    int next = Math.max(usualSeconds, seconds);
    if (next != told.seconds) {
      told =
          new Told(
              next, Math.max(next, longestSeconds()), nanoClock.getAsLong() + NEWS_FOR.toNanos());
    }
  }

  /** What clients are told with acks and PONGs, seconds; 0 = nothing new. */
  public int newsSeconds() {
    Told now = told;
    return now.seconds > usualSeconds || isNews(now) ? now.seconds : 0;
  }

  /** The longest interval that a client may go by. */
  public int longestSeconds() {
    Told now = told;
    return isNews(now) ? now.longest : now.seconds;
  }

  private boolean isNews(Told now) {
    return now.untilNanos - nanoClock.getAsLong() > 0;
  }
}
