package io.drawbridge.gateway.policy;

import io.drawbridge.policy.DegradationPolicy;
import io.drawbridge.policy.DegradationPolicy.Trigger;
import io.drawbridge.policy.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Where a gateway stands on the rungs of one degradation. By overload it goes one rung on after
 * each {@code after} of uninterrupted overload, and one back after each {@code calm} without. One
 * thread.
 */
final class Ladder {
  private final DegradationPolicy policy;
  private int height;
  private boolean wasOverloaded;
  private long sinceNanos;

  Ladder(DegradationPolicy policy, long nowNanos) {
    this.policy = policy;
    this.sinceNanos = nowNanos;
  }

  boolean is(DegradationPolicy other) {
    return policy.equals(other);
  }

  /** Looks at how things are; more often than its pauses are long. */
  void look(boolean overloaded, long nowNanos) {
    if (overloaded != wasOverloaded) {
      wasOverloaded = overloaded;
      sinceNanos = nowNanos;
      return;
    }
    Duration pause = overloaded ? policy.afterOrDefault() : policy.calmOrDefault();
    if (nowNanos - sinceNanos < pause.toNanos()) {
      return;
    }
    sinceNanos = nowNanos;
    height = Math.clamp(height + (overloaded ? 1 : -1), 0, policy.rungs().size());
  }

  /** What is left out now. */
  List<Rung> rungs(Instant now) {
    if (policy.expires().filter(end -> !now.isBefore(end)).isPresent()) {
      return List.of();
    }
    return policy.trigger() == Trigger.HAND ? policy.rungs() : policy.rungs().subList(0, height);
  }
}
