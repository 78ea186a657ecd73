package io.drawbridge.gateway.policy;

import io.drawbridge.policy.DegradationPolicy;
import io.drawbridge.policy.DegradationPolicy.Trigger;
import io.drawbridge.policy.Rung;
import io.drawbridge.proto.handover.v1.HandedRungs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where a gateway stands on the rungs of one degradation. By overload it goes one rung on after
 * each {@code after} of uninterrupted overload, and one back after each {@code calm} without. One
 * thread.
 */
final class Ladder {
  /** No policy has a longer one. */
  private static final long LONGEST_PAUSE_MILLIS = TimeUnit.HOURS.toMillis(1);

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

  /** Where it stands, for another process of this gateway; empty if it does not go by overload. */
  Optional<HandedRungs> handed(long nowNanos) {
    return policy.trigger() == Trigger.HAND
        ? Optional.empty()
        : Optional.of(
            HandedRungs.newBuilder()
                .setPolicy(policy.name())
                .setHeight(height)
                .setOverloaded(wasOverloaded)
                .setSinceMillis(TimeUnit.NANOSECONDS.toMillis(nowNanos - sinceNanos))
                .build());
  }

  /** Goes on where another process stopped, if that was with the policy of this name. */
  void goOnAs(HandedRungs handed, long nowNanos) {
    if (!handed.getPolicy().equals(policy.name()) || policy.trigger() == Trigger.HAND) {
      return;
    }
    height = Math.clamp(handed.getHeight(), 0, policy.rungs().size());
    wasOverloaded = handed.getOverloaded();
    long since = Math.clamp(handed.getSinceMillis(), 0, LONGEST_PAUSE_MILLIS);
    sinceNanos = nowNanos - TimeUnit.MILLISECONDS.toNanos(since);
  }

  /** What is left out now. */
  List<Rung> rungs(Instant now) {
    if (policy.expires().filter(end -> !now.isBefore(end)).isPresent()) {
      return List.of();
    }
    return policy.trigger() == Trigger.HAND ? policy.rungs() : policy.rungs().subList(0, height);
  }
}
