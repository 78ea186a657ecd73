package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.snapshot.OtherRegions;
import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.util.List;

/** Where clients of a gateway of any region connect. Threads: any. */
public final class Doors {
  private final String region;
  private final Snapshots snapshots;
  private final OtherRegions others;

  /** {@code region}: our own, which {@code snapshots} are of. */
  public Doors(String region, Snapshots snapshots, OtherRegions others) {
    this.region = region;
    this.snapshots = snapshots;
    this.others = others;
  }

  /** None if the gateway takes no new clients, as far as is known here. */
  public List<Endpoint> of(String at, String gateway) {
    if (at.isEmpty() || at.equals(region)) {
      return snapshots.endpointsOf(gateway);
    }
    return others.all().stream()
        .filter(other -> other.region().equals(at))
        .flatMap(other -> other.snapshot().stream())
        .flatMap(snapshot -> snapshot.getGatewaysList().stream())
        .filter(placed -> placed.getGateway().equals(gateway) && placed.getWeight() > 0)
        .map(GatewaySnapshot::getEndpointsList)
        .findFirst()
        .orElse(List.of());
  }
}
