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
    Nearest nearest = new Nearest();
    boolean all = placed.size() <= MAX_CANDIDATES;
    int candidates = Math.min(MAX_CANDIDATES, placed.size());
    for (int draw = 0; draw < candidates; draw++) {
      // All of a small region; of a large one some, drawn by the asker's id.
      GatewaySnapshot other = placed.get(all ? draw : drawn(gateway, draw, placed.size()));
      if (other.getWeight() > 0 && !other.getGateway().equals(gateway)) {
        nearest.add(distance(gateway, other.getGateway(), stepped(other.getWeight())), other);
      }
    }
    return nearest.siblings();
  }

  /** The nearest power of two: a list that is told again for a few percent would cost too much. */
  private static double stepped(double weight) {
    return Math.scalb(1.0, Math.getExponent(weight * Math.sqrt(2)));
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

  /** The nearest of those added, each once. */
  private static final class Nearest {
    private final GatewaySnapshot[] gateways = new GatewaySnapshot[MAX_SIBLINGS];
    private final double[] distances = new double[MAX_SIBLINGS];
    private int size;

    void add(double distance, GatewaySnapshot gateway) {
      if ((size == MAX_SIBLINGS && distance >= distances[size - 1]) || contains(gateway)) {
        return;
      }
      int at = size == MAX_SIBLINGS ? size - 1 : size++;
      for (; at > 0 && distances[at - 1] > distance; at--) {
        distances[at] = distances[at - 1];
        gateways[at] = gateways[at - 1];
      }
      distances[at] = distance;
      gateways[at] = gateway;
    }

    Siblings siblings() {
      List<Endpoint> endpoints = new ArrayList<>();
      List<Double> weights = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        double weight = stepped(gateways[i].getWeight());
        endpoints.addAll(gateways[i].getEndpointsList());
        weights.addAll(Collections.nCopies(gateways[i].getEndpointsCount(), weight));
      }
      return new Siblings(endpoints, weights);
    }

    @SuppressWarnings("ReferenceEquality") // drawn from one list
    private boolean contains(GatewaySnapshot gateway) {
      for (int i = 0; i < size; i++) {
        if (gateways[i] == gateway) {
          return true;
        }
      }
      return false;
    }
  }

  private record Ranked<T>(double distance, T what) {}

  /** Another region's gateways that can be talked to. */
  private record Opened(String region, List<Door> doors) {
    static Opened of(OtherRegion other) {
      return new Opened(other.region(), other.snapshot().map(PeerLists::doorsOf).orElse(List.of()));
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

  /** Those of a region that can be talked to. */
  static List<Door> doorsOf(FleetSnapshot region) {
    return region.getGatewaysList().stream()
        .filter(Opened::opens)
        .map(gateway -> new Door(gateway.getGateway(), gateway.getGrpcAddress()))
        .toList();
  }

  /** A gateway of another region, and where it is talked to. */
  record Door(String gateway, String grpcAddress) {}
}
