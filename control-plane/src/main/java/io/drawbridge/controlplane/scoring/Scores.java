package io.drawbridge.controlplane.scoring;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest score of each gateway that serves. One thread. */
public final class Scores {
  /**
   * Many report intervals. After such a silence a gateway tells of what it was not able to do,
   * which is no measure of what it can; a process that stood still is as good as before when it
   * goes on.
   */
  static final Duration SILENCE = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Map<String, Scored> scored = new HashMap<>();

  /**
   * Nobody has a score yet.
   *
   * @param clock tells a process's age by its registered start
   */
  public Scores(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts one report of a gateway; others than serving ones have no score. */
  public void reported(GatewayStatus status, long nowNanos) {
    if (status.presence() != Presence.SERVING || status.load().isEmpty()) {
      return;
    }
    Scored entry = entry(status, nowNanos);
    GatewayRegistration registration = status.registration();
    if (nowNanos - entry.reportedNanos > SILENCE.toNanos()) {
      entry.scorer.skipTo(nowNanos);
    }
    Duration age = Duration.ofMillis(Math.max(0, clock.millis() - entry.servingSinceUnixMillis));
    Score score =
        entry.scorer.score(status.load().get(), registration.getCapacity(), age, nowNanos);
    scored.put(status.id(), entry.with(score, nowNanos));
  }

  public Optional<Score> of(String gateway) {
    return Optional.ofNullable(scored.get(gateway)).map(entry -> entry.newest);
  }

  /** Forgets all others. */
  public void retain(Collection<String> gateways) {
    scored.keySet().retainAll(gateways);
  }

  /** A new process begins anew, unless it takes over from one that is still attached. */
  private Scored entry(GatewayStatus status, long nowNanos) {
    GatewayRegistration registration = status.registration();
    Scored before = scored.get(status.id());
    if (before != null && before.generation == registration.getGeneration()) {
      return before;
    }
    if (before != null && status.processes() > 1) {
      return new Scored(
          before.scorer,
          registration.getGeneration(),
          before.servingSinceUnixMillis,
          before.reportedNanos,
          before.newest);
    }
    return new Scored(
        new GatewayScorer(),
        registration.getGeneration(),
        registration.getStartedUnixMillis(),
        nowNanos,
        null);
  }

  private record Scored(
      GatewayScorer scorer,
      long generation,
      long servingSinceUnixMillis,
      long reportedNanos,
      @Nullable Score newest) {
    Scored with(Score score, long nowNanos) {
      return new Scored(scorer, generation, servingSinceUnixMillis, nowNanos, score);
    }
  }
}
