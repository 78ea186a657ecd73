package io.drawbridge.gateway.peer;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.control.v1.Peer;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.RegionDoor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who the other gateways are, as the control plane said last. Stays in force while the control
 * plane is gone. Threads: any; the list is swapped whole.
 */
public final class PeerTable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerTable.class);

  private volatile Known known = new Known(Set.of(), Map.of(), Siblings.NONE);
  private volatile @Nullable OtherProcess otherProcess;

  private record Known(
      Set<String> gateways, Map<Hop, List<HostPort>> addresses, Siblings siblings) {}

  /** Another process of this very gateway. */
  private record OtherProcess(Hop hop, List<HostPort> addresses) {}

  /** A hot restart begins: {@code gateway}, which is this one, has another process there. */
  public void otherProcess(String gateway, HostPort address) {
    otherProcess = new OtherProcess(new Hop.Neighbour(gateway), List.of(address));
  }

  /** This process is the only one again. */
  public void noOtherProcess() {
    otherProcess = null;
  }

  boolean hasOtherProcess() {
    return otherProcess != null;
  }

  /** Replaces the list. Addresses that cannot be read are left out. */
  public void apply(PeerList list) {
    Map<String, Peer> byId =
        list.getGatewaysList().stream()
            .collect(Collectors.toMap(Peer::getGateway, Function.identity(), PeerTable::newer));
    Map<Hop, List<HostPort>> addresses = new HashMap<>();
    byId.forEach((gateway, peer) ->
        addresses.put(new Hop.Neighbour(gateway), readable(List.of(peer.getGrpcAddress()))));
    for (RegionDoor door : list.getDoorsList()) {
      addresses.put(new Hop.Door(door.getRegion()), readable(door.getGrpcAddressesList()));
    }
    known = new Known(Set.copyOf(byId.keySet()), Map.copyOf(addresses), Siblings.of(list));
  }

  /** Ids of the other gateways of this region. */
  public Set<String> gateways() {
    return known.gateways();
  }

  /** Everybody this gateway may talk to. */
  Set<Hop> hops() {
    OtherProcess other = otherProcess;
    Set<Hop> hops = known.addresses().keySet();
    if (other == null) {
      return hops;
    }
    Set<Hop> all = new HashSet<>(hops);
    all.add(other.hop());
    return all;
  }

  /** Where a hop leads, best first; empty when the control plane has named none. */
  List<HostPort> addresses(Hop hop) {
    OtherProcess other = otherProcess;
    return other != null && hop.equals(other.hop())
        ? other.addresses()
        : known.addresses().getOrDefault(hop, List.of());
  }

  /**
   * Where one client is sent that this gateway cannot keep, best first: drawn anew at each call.
   */
  public List<Endpoint> siblings() {
    return known.siblings().drawn(ThreadLocalRandom.current());
  }

  private static Peer newer(Peer a, Peer b) {
    return Long.compareUnsigned(a.getGeneration(), b.getGeneration()) >= 0 ? a : b;
  }

  private static List<HostPort> readable(List<String> addresses) {
    return addresses.stream().map(PeerTable::read).flatMap(Optional::stream).toList();
  }

  private static Optional<HostPort> read(String address) {
    try {
      return Optional.of(HostPort.parse(address));
    } catch (IllegalArgumentException e) {
      LOG.warn("peer list: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
