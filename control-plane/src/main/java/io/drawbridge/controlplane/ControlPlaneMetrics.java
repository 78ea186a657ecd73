package io.drawbridge.controlplane;

import io.drawbridge.controlplane.history.ScoreHistory;
import io.drawbridge.controlplane.revocation.Revocations;
import io.drawbridge.controlplane.snapshot.OtherRegions;
import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.controlplane.streams.StreamServer;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.process.telemetry.Series;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What a replica tells of itself and its region at {@code /metrics}. It reads the snapshot in force
 * here, never the fleet's thread, so it answers also when that one is stuck.
 */
final class ControlPlaneMetrics {
  private static final double MILLIS_PER_SECOND = 1e3;

  private static final Set<PlacementState> STATES =
      EnumSet.range(PlacementState.UP, PlacementState.GONE);

  private final Metrics metrics;
  private final Snapshots snapshots;

  private ControlPlaneMetrics(Metrics metrics, Snapshots snapshots) {
    this.metrics = metrics;
    this.snapshots = snapshots;
  }

  static void register(
      Metrics metrics,
      Election election,
      Snapshots snapshots,
      OtherRegions others,
      StreamServer streams,
      InstantSource clock) {
    ControlPlaneMetrics replica = new ControlPlaneMetrics(metrics, snapshots);
    metrics.gauge(
        "drawbridge_control_plane_leader",
        "1 while this replica leads its region, else 0.",
        () -> election.ownEpoch().isPresent() ? 1 : 0);
    replica.region();
    replica.snapshot(clock);
    replica.others(others);
    replica.streams(streams);
  }

  static void revocations(Metrics metrics, Revocations revocations) {
    metrics.gauge(
        "drawbridge_control_plane_revocations",
        "Revocations of tokens that stand in the region and are told to gateways.",
        () -> revocations.told().getRevocationsCount());
    metrics.gauge(
        "drawbridge_control_plane_revocations_left_out",
        "Revocations beyond the 10,000 that gateways are told; their tokens count again.",
        revocations::leftOut);
  }

  static void history(Metrics metrics, ScoreHistory history) {
    metrics.gauge(
        "drawbridge_control_plane_history_bytes",
        "Memory of the scores of the last minutes; 128 MiB at most, and a quarter of the heap.",
        () -> history.extent().bytes());
    metrics.gauge(
        "drawbridge_control_plane_history_seconds",
        "How far back scores are remembered: 900 s, or less because of the bound in bytes.",
        () -> history.extent().seconds());
  }

  private void region() {
    metrics.gauge(
        "drawbridge_control_plane_gateways",
        "Gateways of the region by where they stand in placement.",
        List.of("state"),
        this::gatewaysByState);
    metrics.gauge(
        "drawbridge_control_plane_connections",
        "Client connections of the region's gateways.",
        () -> known(newest -> sumOfConnections(newest)));
    metrics.gauge(
        "drawbridge_control_plane_score_ratio",
        "The region's score: weighted headroom times share alive.",
        () -> known(FleetSnapshot::getScore));
    metrics.gauge(
        "drawbridge_control_plane_alarms",
        "What holds the snapshot back, such as the vanish guard.",
        () -> known(FleetSnapshot::getAlarmsCount));
  }

  private void snapshot(InstantSource clock) {
    metrics.gauge(
        "drawbridge_control_plane_snapshot_age_seconds",
        "Since the snapshot in force was made, by both machines' clocks.",
        () -> known(newest -> (clock.millis() - newest.getMadeUnixMillis()) / MILLIS_PER_SECOND));
    metrics.gauge(
        "drawbridge_control_plane_snapshot_fleet_generation",
        "Fleet generation of the snapshot in force.",
        () -> known(newest -> newest.getGeneration().getFleetGeneration()));
    metrics.gauge(
        "drawbridge_control_plane_snapshot_epoch",
        "Leader's epoch of the snapshot in force.",
        () -> known(newest -> newest.getGeneration().getLeaderEpoch()));
    metrics.gauge(
        "drawbridge_control_plane_snapshot_number",
        "Number of the snapshot in force among its leader's.",
        () -> known(newest -> newest.getGeneration().getCounter()));
  }

  private void others(OtherRegions others) {
    metrics.gauge(
        "drawbridge_control_plane_other_region_age_seconds",
        "Since a control plane of the other region was heard; none before the first time.",
        List.of("other_region"),
        series ->
            others
                .all()
                .forEach(other ->
                    other
                        .age()
                        .ifPresent(age ->
                            series.record(age.toMillis() / MILLIS_PER_SECOND, other.region()))));
  }

  private void streams(StreamServer streams) {
    metrics.gauge(
        "drawbridge_control_plane_control_streams",
        "Gateway processes attached to this replica.",
        streams::controlStreams);
    metrics.gauge(
        "drawbridge_control_plane_subscribers",
        "Who takes this replica's snapshots and reports back.",
        () -> snapshots.reports().size());
  }

  private void gatewaysByState(Series series) {
    List<GatewaySnapshot> gateways =
        snapshots.newest().map(FleetSnapshot::getGatewaysList).orElse(List.of());
    for (PlacementState state : STATES) {
      long count = gateways.stream().filter(gateway -> gateway.getState() == state).count();
      series.record(count, state.name().toLowerCase(Locale.ROOT));
    }
  }

  private static long sumOfConnections(FleetSnapshot snapshot) {
    return snapshot.getGatewaysList().stream().mapToLong(GatewaySnapshot::getConnections).sum();
  }

  private double known(ToDoubleFunction<FleetSnapshot> value) {
    return snapshots.newest().map(value::applyAsDouble).orElse(Double.NaN);
  }
}
