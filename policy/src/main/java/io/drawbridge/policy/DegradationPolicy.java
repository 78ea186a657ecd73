package io.drawbridge.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway leaves out. By hand, everything at once and until a moment; by overload, one rung
 * after the other while the gateway itself is overloaded, and back in the other order.
 *
 * @param trigger who decides
 * @param rungs what is left out, the least painful first
 * @param expires when it ends by itself; needed when it is done by hand
 * @param after how long the gateway must be overloaded for the next rung
 * @param calm how long it must not be for a rung back
 */
public record DegradationPolicy(
    String name,
    Selector where,
    Trigger trigger,
    List<Rung> rungs,
    Optional<Instant> expires,
    Optional<Duration> after,
    Optional<Duration> calm)
    implements Policy {
  static final int MAX_RUNGS = 8;
  static final Duration DEFAULT_AFTER = Duration.ofSeconds(5);
  static final Duration DEFAULT_CALM = Duration.ofSeconds(30);
  private static final Duration MAX_PAUSE = Duration.ofHours(1);

  /** Who decides. */
  public enum Trigger {
    HAND,
    OVERLOAD
  }

  public DegradationPolicy {
    Names.requireIdentity("name", name);
    if (rungs.isEmpty() || rungs.size() > MAX_RUNGS) {
      throw new IllegalArgumentException(
          "rungs: " + rungs.size() + " (expected: 1 to " + MAX_RUNGS + ")");
    }
    if (trigger == Trigger.HAND && expires.isEmpty()) {
      throw new IllegalArgumentException(
          "expires: missing (expected: a moment such as 2026-11-30T18:00:00Z, since what is done"
              + " by hand is forgotten)");
    }
    after.ifPresent(time -> requirePause("after", time));
    calm.ifPresent(time -> requirePause("calm", time));
  }

  /** How long the gateway must be overloaded for the next rung. */
  public Duration afterOrDefault() {
    return after.orElse(DEFAULT_AFTER);
  }

  /** How long it must not be for a rung back. */
  public Duration calmOrDefault() {
    return calm.orElse(DEFAULT_CALM);
  }

  private static void requirePause(String key, Duration time) {
    if (time.isZero() || time.compareTo(MAX_PAUSE) > 0) {
      throw new IllegalArgumentException(key + ": " + time.toMillis() + "ms (expected: 1ms to 1h)");
    }
  }
}
