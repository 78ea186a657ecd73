package io.drawbridge.controlplane.snapshot;

import io.drawbridge.controlplane.fleet.Fleet;
import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.controlplane.fleet.VanishGuard;
import io.drawbridge.controlplane.scoring.Scores;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.Generation;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.drawbridge.proto.snapshot.v1.WeightBasis;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when there is a new snapshot. The leader makes one at once when a place changes, else one
 * each interval. Without a leader the last one stays in force, and only gateways that say
 * themselves that they are draining are taken out of it. One thread.
 */
final class Publisher {
  /**
   * So many intervals without a newer snapshot: nobody leads, whatever etcd tells this replica. A
   * leader that others can hear is told of draining gateways by themselves.
   */
  static final int SILENT_INTERVALS = 3;

  private static final String OVERLAID = "no leader: ";
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  private final RegionSettings settings;
  private final Snapshots snapshots;
  private final SnapshotMaker maker;
  private final InstantSource clock;
  private long publishedNanos;
  private long ledEpoch;
  private Generation heard = Generation.getDefaultInstance();
  private long heardNanos;
  private volatile @Nullable String trouble;

  Publisher(RegionSettings settings, Snapshots snapshots, InstantSource clock) {
    this.settings = settings;
    this.snapshots = snapshots;
    this.clock = clock;
    this.maker = new SnapshotMaker(settings.region(), new VanishGuard(settings.registrationTtl()));
  }

  /** Why we lead and still cannot publish; empty = we can, or we do not lead. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  void lead(
      long epoch, long leadNanos, List<GatewayStatus> statuses, Scores scores, long nowNanos) {
    Optional<FleetSnapshot> last = snapshots.newest();
    if (last.isEmpty() && !isComplete(statuses, nowNanos - leadNanos)) {
      return; // an ipconfig may hold a better one than our first glimpse
    }
    boolean isNew = epoch != ledEpoch;
    if (isNew) {
      ledEpoch = epoch;
      last.ifPresent(others -> maker.startFrom(others, nowNanos));
    }
    FleetSnapshot.Builder next = maker.make(statuses, scores::of, last, nowNanos);
    boolean due = isNew || nowNanos - publishedNanos >= settings.snapshotInterval().toNanos();
    if (next.getGatewaysCount() == 0
        || (!due && last.isPresent() && hasPlacesOf(last.get(), next))) {
      return;
    }
    publishedNanos = nowNanos;
    publish(next.setMadeUnixMillis(clock.millis()).setLeader(settings.replica()), epoch, last);
  }

  /**
   * Looks at the region while nobody leads as far as this replica knows. The weights, their age and
   * who made them stay as they were: only places are taken out.
   */
  void overlayDraining(List<GatewayStatus> statuses, long nowNanos) {
    trouble = null;
    Optional<FleetSnapshot> last = snapshots.newest();
    Set<String> draining =
        statuses.stream()
            .filter(status -> status.presence() == Presence.DRAINING)
            .map(GatewayStatus::id)
            .collect(Collectors.toSet());
    if (last.isEmpty()
        || !isSilent(last.get(), nowNanos)
        || last.get().getGatewaysList().stream().noneMatch(old -> leaves(old, draining))) {
      return;
    }
    FleetSnapshot.Builder overlaid = last.get().toBuilder().clearGateways().clearAlarms();
    for (GatewaySnapshot old : last.get().getGatewaysList()) {
      overlaid.addGateways(leaves(old, draining) ? drained(old) : old);
    }
    last.get().getAlarmsList().stream()
        .filter(alarm -> !alarm.startsWith(OVERLAID))
        .forEach(overlaid::addAlarms);
    overlaid.addAlarms(OVERLAID + draining.size() + " draining gateways taken out");
    publish(overlaid, last.get().getGeneration().getLeaderEpoch(), last);
    heard = snapshots.newest().map(FleetSnapshot::getGeneration).orElse(heard); // ours is no news
  }

  private boolean isSilent(FleetSnapshot newest, long nowNanos) {
    if (!newest.getGeneration().equals(heard)) {
      heard = newest.getGeneration();
      heardNanos = nowNanos;
    }
    return nowNanos - heardNanos >= SILENT_INTERVALS * settings.snapshotInterval().toNanos();
  }

  private void publish(FleetSnapshot.Builder next, long epoch, Optional<FleetSnapshot> last) {
    List<Generation> known =
        Stream.concat(
                last.stream().map(FleetSnapshot::getGeneration),
                snapshots.reports().stream().map(SubscriberReport::getApplied))
            .toList();
    Generation generation = Generations.next(known, settings.fleetGeneration(), epoch);
    FleetSnapshot snapshot = next.setGeneration(generation).build();
    if (snapshots.offer(snapshot)) {
      trouble = null;
      return;
    }
    if (trouble == null) {
      log.error(
          "snapshot: generation {} (expected: above {}); etcd went back: raise fleet-generation",
          Generations.text(generation),
          last.map(FleetSnapshot::getGeneration).map(Generations::text).orElse("none"));
    }
    trouble = "generation " + Generations.text(generation) + " is below the one in force";
  }

  /** Everyone registered is heard, or had the time to be. */
  private static boolean isComplete(List<GatewayStatus> statuses, long leadingNanos) {
    return leadingNanos >= Fleet.LEAD_GRACE.toNanos()
        || statuses.stream().noneMatch(status -> status.presence() == Presence.UNHEARD);
  }

  private static boolean hasPlacesOf(FleetSnapshot last, FleetSnapshot.Builder next) {
    if (last.getGatewaysCount() != next.getGatewaysCount()) {
      return false;
    }
    for (int i = 0; i < next.getGatewaysCount(); i++) {
      if (!isSamePlace(last.getGateways(i), next.getGateways(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * What matters to those who place clients; headroom, limiting resource and connections may wait
   * for the interval.
   */
  @SuppressWarnings("ReferenceEquality") // most are the same object
  private static boolean isSamePlace(GatewaySnapshot a, GatewaySnapshot b) {
    return a == b
        || (a.getWeight() == b.getWeight()
            && a.getState() == b.getState()
            && a.getBasis() == b.getBasis()
            && a.getKept() == b.getKept()
            && a.getGeneration() == b.getGeneration()
            && a.getGateway().equals(b.getGateway())
            && a.getRegion().equals(b.getRegion())
            && a.getFailureDomain().equals(b.getFailureDomain())
            && a.getGrpcAddress().equals(b.getGrpcAddress())
            && a.getEndpointsList().equals(b.getEndpointsList())
            && a.hasParts() == b.hasParts()
            && a.getParts().equals(b.getParts()));
  }

  private static boolean leaves(GatewaySnapshot placed, Set<String> draining) {
    return draining.contains(placed.getGateway()) && placed.getState() != PlacementState.DRAINING;
  }

  private static GatewaySnapshot drained(GatewaySnapshot placed) {
    return placed.toBuilder()
        .setState(PlacementState.DRAINING)
        .setWeight(0)
        .setKept(false)
        .setBasis(WeightBasis.STATE_ALONE)
        .clearParts()
        .build();
  }
}
