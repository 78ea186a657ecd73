package io.drawbridge.controlplane.scoring;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
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
  private final Map<String, GatewaySnapshot> inherited = new HashMap<>();
  private Usual usual = Usual.UNKNOWN;

  /**
   * Nobody has a score yet.
   *
   * @param clock tells a process's age by its registered start
   */
  public Scores(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Goes on as the leader of before would have: from its states for everybody, and from its
   * averages for those of whom this replica has heard nothing.
   *
   * @param last places of the last snapshot
   */
  public void startFrom(Collection<GatewaySnapshot> last) {
    inherited.clear();
    for (GatewaySnapshot place : last) {
      Scored known = scored.get(place.getGateway());
      if (known != null && known.generation == place.getGeneration()) {
        known.scorer.startFrom(place.getState());
      } else {
        inherited.put(place.getGateway(), place);
      }
    }
  }

  /** Looks at what is usual in the region now. */
  public void compare(List<GatewayStatus> statuses) {
    usual =
        Usual.of(
            statuses.stream()
                .filter(status -> status.presence() == Presence.SERVING)
                .flatMap(status -> status.load().stream())
                .toList());
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
        entry.scorer.score(status.load().get(), registration.getCapacity(), usual, age, nowNanos);
    scored.put(status.id(), entry.with(score, nowNanos));
  }

  public Optional<Score> of(String gateway) {
    return Optional.ofNullable(scored.get(gateway)).map(entry -> entry.newest);
  }

  /** Forgets all others. */
  public void retain(Collection<String> gateways) {
    scored.keySet().retainAll(gateways);
    inherited.keySet().retainAll(gateways);
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
        scorer(registration, nowNanos),
        registration.getGeneration(),
        registration.getStartedUnixMillis(),
        nowNanos,
        null);
  }

  private GatewayScorer scorer(GatewayRegistration registration, long nowNanos) {
    GatewayScorer scorer = new GatewayScorer();
    GatewaySnapshot place = inherited.remove(registration.getGateway());
    if (place != null && place.getGeneration() == registration.getGeneration()) {
      scorer.startFrom(place.getState());
      if (place.hasParts()) {
        scorer.startFrom(place.getParts(), nowNanos);
      }
    }
    return scorer;
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
