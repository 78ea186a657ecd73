package io.drawbridge.controlplane.snapshot;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.controlplane.fleet.VanishGuard;
import io.drawbridge.controlplane.scoring.Score;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Puts together what a snapshot says. Gateways not heard of yet keep their place of the last
 * snapshot; lost ones keep it while the vanish guard is up; and a region that had a place for new
 * clients never has none, unless every gateway is draining. One thread.
 */
final class SnapshotMaker {
  /** Among gateways that are all full the larger still gets more. */
  private static final double LAST_RESORT = 0.01;

  private final String region;
  private final VanishGuard guard;
  private final PublishedWeights weights = new PublishedWeights();

  SnapshotMaker(String region, VanishGuard guard) {
    this.region = region;
    this.guard = guard;
  }

  /** A snapshot without generation and time of making. */
  FleetSnapshot.Builder make(
      List<GatewayStatus> statuses,
      Function<String, Optional<Score>> scores,
      Optional<FleetSnapshot> last,
      long nowNanos) {
    Map<String, GatewaySnapshot> before = byGateway(last);
    Set<String> kept = guard.kept(statuses, nowNanos);
    List<String> alarms = new ArrayList<>();
    Map<String, GatewaySnapshot> gateways = new HashMap<>();
    for (GatewayStatus status : statuses) {
      Optional<GatewaySnapshot> previous = Optional.ofNullable(before.get(status.id()));
      place(status, scores.apply(status.id()), previous, kept.contains(status.id()))
          .map(placed -> weights.steady(placed, nowNanos))
          .ifPresent(placed -> gateways.put(status.id(), placed));
    }
    if (!kept.isEmpty()) {
      alarms.add(
          "vanish guard: %d of %d gateways lost, kept in place"
              .formatted(kept.size(), statuses.size()));
    }
    if (!hasPlace(gateways)) {
      lastResort(statuses, before, gateways).ifPresent(alarms::add);
    }
    weights.retain(gateways.keySet());
    return FleetSnapshot.newBuilder()
        .setRegion(region)
        .addAllGateways(
            statuses.stream()
                .flatMap(status -> Optional.ofNullable(gateways.get(status.id())).stream())
                .toList())
        .setScore(RegionScore.of(gateways.values(), statuses))
        .addAllAlarms(alarms)
        .addRegions(region);
  }

  private static Optional<GatewaySnapshot> place(
      GatewayStatus status,
      Optional<Score> score,
      Optional<GatewaySnapshot> previous,
      boolean kept) {
    return switch (status.presence()) {
      case STARTING -> Optional.empty();
      case UNHEARD -> previous;
      case SERVING -> score.map(scored -> serving(status, scored));
      case DRAINING -> Optional.of(idle(status, PlacementState.DRAINING));
      case SUSPECT, GONE -> {
        if (kept && previous.isPresent() && previous.get().getWeight() > 0) {
          yield previous.map(place -> place.toBuilder().setKept(true).build());
        }
        boolean gone = status.presence() == Presence.GONE;
        yield Optional.of(idle(status, gone ? PlacementState.GONE : PlacementState.SUSPECT));
      }
    };
  }

  private static GatewaySnapshot serving(GatewayStatus status, Score score) {
    return base(status)
        .setState(score.state())
        .setWeight(score.weight())
        .setHeadroom(score.headroom())
        .setLimitingResource(score.limiting().label())
        .build();
  }

  private static GatewaySnapshot idle(GatewayStatus status, PlacementState state) {
    return base(status).setState(state).build();
  }

  private static GatewaySnapshot.Builder base(GatewayStatus status) {
    GatewayRegistration registration = status.registration();
    return GatewaySnapshot.newBuilder()
        .setGateway(status.id())
        .setRegion(registration.getRegion())
        .setGeneration(registration.getGeneration())
        .setFailureDomain(registration.getFailureDomain())
        .addAllEndpoints(registration.getEndpointsList())
        .setConnections(status.load().map(Load::getConnections).orElse(0))
        .setGrpcAddress(registration.getGrpcAddress());
  }

  /** Better a full or a lost gateway than nowhere to go; but never one that is leaving. */
  private static Optional<String> lastResort(
      List<GatewayStatus> statuses,
      Map<String, GatewaySnapshot> before,
      Map<String, GatewaySnapshot> gateways) {
    Map<String, GatewaySnapshot> rescued = new HashMap<>();
    for (GatewayStatus status : statuses) {
      GatewaySnapshot now = gateways.get(status.id());
      if (now != null && status.presence() == Presence.SERVING) {
        double units = Integer.toUnsignedLong(status.registration().getCapacity().getConnections());
        rescued.put(
            status.id(), now.toBuilder().setWeight(LAST_RESORT * Math.max(1, units)).build());
      }
    }
    if (!rescued.isEmpty()) {
      gateways.putAll(rescued);
      return Optional.of("every gateway is full: new clients go where most fit");
    }
    for (GatewayStatus status : statuses) {
      GatewaySnapshot place = before.get(status.id());
      boolean lost = status.presence().isLost() && !status.wasDraining();
      if (lost && place != null && place.getWeight() > 0) {
        rescued.put(status.id(), place.toBuilder().setKept(true).build());
      }
    }
    gateways.putAll(rescued);
    return rescued.isEmpty()
        ? Optional.empty()
        : Optional.of("no gateway is heard of: the last ones known are kept");
  }

  private static boolean hasPlace(Map<String, GatewaySnapshot> gateways) {
    return gateways.values().stream().anyMatch(gateway -> gateway.getWeight() > 0);
  }

  private static Map<String, GatewaySnapshot> byGateway(Optional<FleetSnapshot> snapshot) {
    return snapshot.map(FleetSnapshot::getGatewaysList).orElse(List.of()).stream()
        .collect(Collectors.toMap(GatewaySnapshot::getGateway, gateway -> gateway));
  }
}
