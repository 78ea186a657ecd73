package io.drawbridge.controlplane.snapshot;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.controlplane.fleet.VanishGuard;
import io.drawbridge.controlplane.scoring.Published;
import io.drawbridge.controlplane.scoring.Score;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import io.drawbridge.proto.snapshot.v1.WeightBasis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
  private final String region;
  private final VanishGuard guard;
  private final PublishedWeights weights = new PublishedWeights();
  private final Map<String, Served> served = new HashMap<>(); // at most one for each gateway
  private Optional<FleetSnapshot> lastSeen = Optional.empty();
  private Map<String, GatewaySnapshot> lastPlaces = Map.of();

  SnapshotMaker(String region, VanishGuard guard) {
    this.region = region;
    this.guard = guard;
  }

  /** Goes on from what another leader has published. */
  void startFrom(FleetSnapshot last, long nowNanos) {
    weights.startFrom(last.getGatewaysList(), nowNanos);
  }

  /** A snapshot without generation and time of making. */
  FleetSnapshot.Builder make(
      List<GatewayStatus> statuses,
      Function<String, Optional<Score>> scores,
      Optional<FleetSnapshot> last,
      long nowNanos) {
    Map<String, GatewaySnapshot> before = placesOf(last);
    Set<String> kept = guard.kept(statuses, nowNanos);
    List<String> alarms = new ArrayList<>();
    Map<String, GatewaySnapshot> gateways = LinkedHashMap.newLinkedHashMap(statuses.size());
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
    List<GatewaySnapshot> placed =
        gateways.values().stream()
            .sorted(Comparator.comparing(GatewaySnapshot::getGateway))
            .toList();
    weights.retain(gateways.keySet());
    if (served.size() > gateways.size()) {
      served.keySet().retainAll(gateways.keySet());
    }
    return FleetSnapshot.newBuilder()
        .setRegion(region)
        .addAllGateways(placed)
        .setScore(RegionScore.of(placed))
        .addAllAlarms(alarms)
        .addRegions(region);
  }

  private Optional<GatewaySnapshot> place(
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

  /** The same object as before until there is another report. */
  private GatewaySnapshot serving(GatewayStatus status, Score score) {
    Served before = served.get(status.id());
    if (before != null && before.isOf(status, score)) {
      return before.place;
    }
    GatewaySnapshot place =
        base(status)
            .setState(score.state())
            .setWeight(score.weight())
            .setBasis(WeightBasis.SCORE)
            .setParts(Published.parts(score))
            .setHeadroom((float) score.headroom()) // for people; in fewer bytes
            .setLimitingResource(score.limiting().label())
            .build();
    served.put(status.id(), new Served(status.registration(), score, place));
    return place;
  }

  /** What a place was made from. */
  private record Served(GatewayRegistration registration, Score score, GatewaySnapshot place) {
    @SuppressWarnings("ReferenceEquality") // others would only be made anew
    boolean isOf(GatewayStatus status, Score newest) {
      return score == newest
          && registration == status.registration()
          && place.getConnections() == status.load().map(Load::getConnections).orElse(0);
    }
  }

  private static GatewaySnapshot idle(GatewayStatus status, PlacementState state) {
    return base(status).setState(state).setBasis(WeightBasis.STATE_ALONE).build();
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
    Map<String, GatewaySnapshot> full = full(statuses, gateways);
    if (!full.isEmpty()) {
      gateways.putAll(full);
      return Optional.of("every gateway is full: new clients go where most fit");
    }
    Map<String, GatewaySnapshot> lost = lost(statuses, before);
    gateways.putAll(lost);
    return lost.isEmpty()
        ? Optional.empty()
        : Optional.of("no gateway is heard of: the last ones known are kept");
  }

  private static Map<String, GatewaySnapshot> full(
      List<GatewayStatus> statuses, Map<String, GatewaySnapshot> gateways) {
    Map<String, GatewaySnapshot> full = new HashMap<>();
    for (GatewayStatus status : statuses) {
      GatewaySnapshot now = gateways.get(status.id());
      if (now != null && status.presence() == Presence.SERVING) {
        long capacity =
            Integer.toUnsignedLong(status.registration().getCapacity().getConnections());
        full.put(
            status.id(),
            now.toBuilder()
                .setWeight(Score.lastResort(capacity))
                .setBasis(WeightBasis.LAST_RESORT)
                .build());
      }
    }
    return full;
  }

  /** Also those that are lost for so long that the fleet has forgotten them. */
  private static Map<String, GatewaySnapshot> lost(
      List<GatewayStatus> statuses, Map<String, GatewaySnapshot> before) {
    Map<String, GatewayStatus> known =
        statuses.stream().collect(Collectors.toMap(GatewayStatus::id, Function.identity()));
    Map<String, GatewaySnapshot> lost = new HashMap<>();
    before.forEach((id, place) -> {
      GatewayStatus status = known.get(id);
      boolean isLost = status == null || (status.presence().isLost() && !status.wasDraining());
      if (isLost && place.getWeight() > 0) {
        lost.put(id, place.toBuilder().setKept(true).build());
      }
    });
    return lost;
  }

  private static boolean hasPlace(Map<String, GatewaySnapshot> gateways) {
    return gateways.values().stream().anyMatch(gateway -> gateway.getWeight() > 0);
  }

  /** The same map for as long as nothing newer is published. */
  @SuppressWarnings("ReferenceEquality") // a snapshot in force is one object
  private Map<String, GatewaySnapshot> placesOf(Optional<FleetSnapshot> last) {
    if (last.orElse(null) != lastSeen.orElse(null)) {
      lastSeen = last;
      lastPlaces = byGateway(last);
    }
    return lastPlaces;
  }

  private static Map<String, GatewaySnapshot> byGateway(Optional<FleetSnapshot> snapshot) {
    return snapshot.map(FleetSnapshot::getGatewaysList).orElse(List.of()).stream()
        .collect(Collectors.toMap(GatewaySnapshot::getGateway, gateway -> gateway));
  }
}
