package io.drawbridge.cli.local;

import java.time.Duration;

/**
 * How long a process that died stays down: {@code first}, then twice as long each time it dies
 * again, up to {@code max}; {@code first} again once it has been well for {@code healthy}. Threads:
 * one at a time.
 */
final class Backoff {
  private final Duration first;
  private final Duration max;
  private final Duration healthy;
  private Duration next;

  Backoff(Duration first, Duration max, Duration healthy) {
    this.first = first;
    this.max = max;
    this.healthy = healthy;
    this.next = first;
  }

  /** What follows now; {@code well} is for how long the process was ready before it died. */
  Duration next(Duration well) {
    Duration delay = well.compareTo(healthy) >= 0 ? first : next;
    Duration doubled = delay.multipliedBy(2);
    next = doubled.compareTo(max) > 0 ? max : doubled;
    return delay;
  }
}
