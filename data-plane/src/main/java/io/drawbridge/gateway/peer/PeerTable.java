package io.drawbridge.gateway.peer;

import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.control.v1.Peer;
import io.drawbridge.proto.control.v1.PeerList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who the other gateways are, as the control plane said last. Stays in force while the control
 * plane is gone. Threads: any; the list is swapped whole.
 */
public final class PeerTable {
  private volatile Known known = new Known(Map.of(), List.of());

  private record Known(Map<String, Peer> byId, List<Endpoint> siblings) {}

  /** Replaces the list. */
  public void apply(PeerList list) {
    Map<String, Peer> byId =
        list.getGatewaysList().stream()
            .collect(
                Collectors.toMap(Peer::getGateway, Function.identity(), (a, b) -> newer(a, b)));
    known = new Known(Map.copyOf(byId), List.copyOf(list.getSiblingsList()));
  }

  /** The gateway with this id, or null when the control plane has named none. */
  @Nullable Peer find(String gateway) {
    return known.byId().get(gateway);
  }

  boolean names(Peer peer) {
    Peer present = find(peer.getGateway());
    return present != null && present.getGrpcAddress().equals(peer.getGrpcAddress());
  }

  /** Where a client is sent that this gateway cannot keep, best first. */
  public List<Endpoint> siblings() {
    return known.siblings();
  }

  private static Peer newer(Peer a, Peer b) {
    return Long.compareUnsigned(a.getGeneration(), b.getGeneration()) >= 0 ? a : b;
  }
}
