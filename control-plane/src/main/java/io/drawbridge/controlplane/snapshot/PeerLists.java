package io.drawbridge.controlplane.snapshot;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.controlplane.snapshot.OtherRegions.OtherRegion;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.Peer;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.RegionDoor;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whom each gateway may talk to, and where it sends clients that it cannot take. Pure. */
final class PeerLists {
  /** A client tries two or three; more would only make the frame longer. */
  static final int MAX_SIBLINGS = 4;

  /** Doors of one other region: enough to live through the loss of most, few enough to try. */
  static final int MAX_DOORS = 16;

  private final List<GatewayStatus> statuses;
  private final List<GatewaySnapshot> placed;
  private final List<OtherRegion> others;

  PeerLists(
      List<GatewayStatus> statuses, Optional<FleetSnapshot> newest, List<OtherRegion> others) {
    this.statuses = statuses;
    this.placed = newest.map(FleetSnapshot::getGatewaysList).orElse(List.of());
    this.others = others;
  }

  PeerList of(String gateway) {
    PeerList.Builder list = PeerList.newBuilder();
    for (GatewayStatus status : statuses) {
      if (!status.id().equals(gateway) && status.presence() != Presence.GONE) {
        list.addGateways(peer(status.registration()));
      }
    }
    others.forEach(other -> list.addDoors(door(gateway, other)));
    return list.addAllSiblings(siblings(gateway)).build();
  }

  /**
   * Plain rendezvous: who asks has an order of its own, which changes only where the other region
   * does. A region of which nothing is known has a door without addresses.
   */
  private static RegionDoor door(String gateway, OtherRegion other) {
    List<String> addresses =
        other.snapshot().map(FleetSnapshot::getGatewaysList).orElse(List.of()).stream()
            .filter(PeerLists::opens)
            .map(candidate -> new Ranked(distance(gateway, candidate, 1), candidate))
            .sorted(Comparator.comparingDouble(Ranked::distance))
            .limit(MAX_DOORS)
            .map(ranked -> ranked.gateway.getGrpcAddress())
            .toList();
    return RegionDoor.newBuilder().setRegion(other.region()).addAllGrpcAddresses(addresses).build();
  }

  private static boolean opens(GatewaySnapshot candidate) {
    return !candidate.getGrpcAddress().isEmpty()
        && candidate.getState() != PlacementState.SUSPECT
        && candidate.getState() != PlacementState.GONE;
  }

  /**
   * Weighted rendezvous: each gateway has an order of its own, in which heavy siblings tend to come
   * first, so that the clients of one full gateway do not all meet on the best one.
   */
  private List<Endpoint> siblings(String gateway) {
    return placed.stream()
        .filter(other -> !other.getGateway().equals(gateway) && other.getWeight() > 0)
        .map(other -> new Ranked(distance(gateway, other, other.getWeight()), other))
        .sorted(Comparator.comparingDouble(Ranked::distance))
        .limit(MAX_SIBLINGS)
        .flatMap(ranked -> ranked.gateway.getEndpointsList().stream())
        .toList();
  }

  private static double distance(String gateway, GatewaySnapshot other, double weight) {
    long hash = mix(gateway.hashCode() * 0x9E3779B97F4A7C15L + other.getGateway().hashCode());
    double uniform = ((hash >>> 11) + 0.5) * 0x1.0p-53; // in (0, 1)
    return -Math.log(uniform) / weight;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  private record Ranked(double distance, GatewaySnapshot gateway) {}

  private static Peer peer(GatewayRegistration registration) {
    return Peer.newBuilder()
        .setGateway(registration.getGateway())
        .setRegion(registration.getRegion())
        .setGeneration(registration.getGeneration())
        .setGrpcAddress(registration.getGrpcAddress())
        .build();
  }
}
