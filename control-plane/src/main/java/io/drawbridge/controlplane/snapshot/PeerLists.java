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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whom each gateway may talk to, and where it sends clients that it cannot take. Pure. */
final class PeerLists {
  static final PeerLists NONE = new PeerLists(List.of(), Optional.empty(), List.of());

  /** A client tries two or three; more would only make the frame longer. */
  static final int MAX_SIBLINGS = 4;

  /**
   * Of a large region each gateway looks at so many, so that it costs the same as in a small one.
   */
  static final int MAX_CANDIDATES = 64;

  /** Doors of one other region: enough to live through the loss of most, few enough to try. */
  static final int MAX_DOORS = 16;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final List<Peer> peers;
  private final List<GatewaySnapshot> placed;
  private final List<Opened> opened;

  PeerLists(
      List<GatewayStatus> statuses, Optional<FleetSnapshot> newest, List<OtherRegion> others) {
    this.peers =
        statuses.stream()
            .filter(status -> status.presence() != Presence.GONE)
            .map(status -> peer(status.registration()))
            .toList();
    this.placed = newest.map(FleetSnapshot::getGatewaysList).orElse(List.of());
    this.opened = others.stream().map(Opened::of).toList();
  }

  PeerList of(String gateway) {
    return list(gateway, doors(gateway), siblings(gateway));
  }

  PeerList list(String gateway, List<RegionDoor> doors, Siblings siblings) {
    PeerList.Builder list =
        PeerList.newBuilder()
            .addAllDoors(doors)
            .addAllSiblings(siblings.endpoints)
            .addAllSiblingWeights(siblings.weights);
    for (Peer peer : peers) {
      if (!peer.getGateway().equals(gateway)) {
        list.addGateways(peer);
      }
    }
    return list.build();
  }

  int size() {
    return peers.size();
  }

  boolean hasPeersOf(PeerLists other) {
    return peers.equals(other.peers);
  }

  boolean hasDoorsOf(PeerLists other) {
    return opened.equals(other.opened);
  }

  /**
   * Plain rendezvous: who asks has an order of its own, which changes only where the other region
   * does. A region of which nothing is known has a door without addresses.
   */
  List<RegionDoor> doors(String gateway) {
    return opened.stream().map(region -> region.door(gateway)).toList();
  }

  /**
   * Weighted rendezvous: each gateway has an order of its own, in which heavy siblings tend to come
   * first, so that the clients of one full gateway do not all meet on the best one.
   */
  Siblings siblings(String gateway) {
    List<Endpoint> endpoints = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    candidates(gateway)
        .filter(other -> !other.getGateway().equals(gateway) && other.getWeight() > 0)
        .map(other ->
            new Ranked<>(distance(gateway, other.getGateway(), stepped(other.getWeight())), other))
        .sorted(Comparator.comparingDouble(Ranked::distance))
        .limit(MAX_SIBLINGS)
        .map(Ranked::what)
        .forEach(sibling -> {
          endpoints.addAll(sibling.getEndpointsList());
          weights.addAll(
              Collections.nCopies(sibling.getEndpointsCount(), stepped(sibling.getWeight())));
        });
    return new Siblings(endpoints, weights);
  }

  /** The nearest power of two: a list that is told again for a few percent would cost too much. */
  private static double stepped(double weight) {
    return Math.scalb(1.0, Math.getExponent(weight * Math.sqrt(2)));
  }

  /** All of a small region; of a large one some, drawn by the asker's id. */
  private Stream<GatewaySnapshot> candidates(String gateway) {
    return placed.size() <= MAX_CANDIDATES
        ? placed.stream()
        : IntStream.range(0, MAX_CANDIDATES)
            .map(draw -> drawn(gateway, draw, placed.size()))
            .distinct()
            .mapToObj(placed::get);
  }

  private static int drawn(String gateway, int draw, int bound) {
    return (int) Long.remainderUnsigned(mix(gateway.hashCode() * GOLDEN + draw), bound);
  }

  private static double distance(String gateway, String other, double weight) {
    long hash = mix(gateway.hashCode() * GOLDEN + other.hashCode());
    double uniform = ((hash >>> 11) + 0.5) * 0x1.0p-53; // in (0, 1)
    return -Math.log(uniform) / weight;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  private static Peer peer(GatewayRegistration registration) {
    return Peer.newBuilder()
        .setGateway(registration.getGateway())
        .setRegion(registration.getRegion())
        .setGeneration(registration.getGeneration())
        .setGrpcAddress(registration.getGrpcAddress())
        .build();
  }

  /** Where clients are sent, best first, and their shares. */
  record Siblings(List<Endpoint> endpoints, List<Double> weights) {
    Siblings {
      endpoints = List.copyOf(endpoints);
      weights = List.copyOf(weights);
    }
  }

  private record Ranked<T>(double distance, T what) {}

  /** Another region's gateways that can be talked to. */
  private record Opened(String region, List<Door> doors) {
    static Opened of(OtherRegion other) {
      return new Opened(
          other.region(),
          other.snapshot().map(FleetSnapshot::getGatewaysList).orElse(List.of()).stream()
              .filter(Opened::opens)
              .map(gateway -> new Door(gateway.getGateway(), gateway.getGrpcAddress()))
              .toList());
    }

    RegionDoor door(String gateway) {
      List<String> addresses =
          doors.stream()
              .map(door -> new Ranked<>(distance(gateway, door.gateway, 1), door.grpcAddress))
              .sorted(Comparator.comparingDouble(Ranked::distance))
              .limit(MAX_DOORS)
              .map(Ranked::what)
              .toList();
      return RegionDoor.newBuilder().setRegion(region).addAllGrpcAddresses(addresses).build();
    }

    private static boolean opens(GatewaySnapshot candidate) {
      return !candidate.getGrpcAddress().isEmpty()
          && candidate.getState() != PlacementState.SUSPECT
          && candidate.getState() != PlacementState.GONE;
    }
  }

  private record Door(String gateway, String grpcAddress) {}
}
