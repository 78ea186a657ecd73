package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.snapshot.Generations;
import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.controlplane.vitals.Processes;
import io.drawbridge.controlplane.vitals.Running;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.Generation;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** By the snapshot in force, what subscribers say of it, and who is attached. */
final class SnapshotSight implements Sight {
  private final String region;
  private final Snapshots snapshots;
  private final Switchboard switchboard;
  private final Processes processes;

  SnapshotSight(String region, Snapshots snapshots, Switchboard switchboard, Processes processes) {
    this.region = region;
    this.snapshots = snapshots;
    this.switchboard = switchboard;
    this.processes = processes;
  }

  @Override
  public boolean isKnown(String gateway) {
    return isAttached(gateway) || placed(gateway).isPresent();
  }

  @Override
  public boolean isAttached(String gateway) {
    return switchboard.isAttached(gateway);
  }

  @Override
  public Optional<Running> process(String gateway) {
    return processes.find(gateway);
  }

  @Override
  public List<Running> attached() {
    return processes.all();
  }

  @Override
  public Set<String> known() {
    return snapshots.newest().stream()
        .flatMap(newest -> newest.getGatewaysList().stream())
        .filter(placed -> placed.getState() != PlacementState.GONE)
        .map(GatewaySnapshot::getGateway)
        .collect(Collectors.toSet());
  }

  @Override
  public boolean isGone(String gateway) {
    return !isAttached(gateway)
        && snapshots.newest().isPresent()
        && placed(gateway).map(GatewaySnapshot::getState).orElse(PlacementState.GONE)
            == PlacementState.GONE;
  }

  @Override
  public Optional<Generation> outOfPlacement(String gateway) {
    return snapshots
        .newest()
        .filter(newest -> placed(newest, gateway).filter(at -> at.getWeight() > 0).isEmpty())
        .map(FleetSnapshot::getGeneration);
  }

  /** Of other regions' subscribers nothing is asked: they place nobody here by themselves. */
  @Override
  public boolean isApplied(Generation generation) {
    return snapshots.reports().stream()
        .filter(report -> report.getRegion().equals(region) && report.hasApplied())
        .map(SubscriberReport::getApplied)
        .allMatch(applied -> Generations.ORDER.compare(applied, generation) >= 0);
  }

  private Optional<GatewaySnapshot> placed(String gateway) {
    return snapshots.newest().flatMap(newest -> placed(newest, gateway));
  }

  private static Optional<GatewaySnapshot> placed(FleetSnapshot snapshot, String gateway) {
    return snapshot.getGatewaysList().stream()
        .filter(at -> at.getGateway().equals(gateway))
        .findFirst();
  }
}
