package io.drawbridge.controlplane;

import io.drawbridge.controlplane.policy.PolicyBook;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.process.telemetry.Series;
import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.RolloutState;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** What a replica tells at {@code /metrics} of its region's policies, leading or not. */
final class PolicyMetrics {
  private static final double MILLIS_PER_SECOND = 1e3;

  private static final Set<RolloutState> STATES =
      EnumSet.range(RolloutState.ROLLING_OUT, RolloutState.ROLLOUT_ABORTED);

  private final PolicyBook book;
  private final InstantSource clock;

  private PolicyMetrics(PolicyBook book, InstantSource clock) {
    this.book = book;
    this.clock = clock;
  }

  static void register(Metrics metrics, PolicyBook book, InstantSource clock) {
    PolicyMetrics policies = new PolicyMetrics(book, clock);
    metrics.gauge(
        "drawbridge_control_plane_policies",
        "Policies, by how the newest version's rollout stands.",
        List.of("rollout"),
        policies::byState);
    metrics.gauge(
        "drawbridge_control_plane_policy_rollout_oldest_seconds",
        "Since the oldest rollout that is not over began; 0 if there is none.",
        policies::oldestSeconds);
  }

  private void byState(Series series) {
    for (RolloutState state : STATES) {
      long count = book.all().stream().filter(in(state)).count();
      series.record(count, state.name().toLowerCase(Locale.ROOT));
    }
  }

  private double oldestSeconds() {
    long now = clock.millis();
    return book.all().stream()
        .filter(in(RolloutState.ROLLING_OUT))
        .mapToDouble(record -> (now - record.getRollout().getBeganUnixMillis()) / MILLIS_PER_SECOND)
        .max()
        .orElse(0);
  }

  private static Predicate<PolicyRecord> in(RolloutState state) {
    return record -> record.getRollout().getState() == state;
  }
}
