package io.drawbridge.controlplane.snapshot;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.scoring.Score;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The region at one moment, as this replica sees it. */
public record RegionView(
    List<GatewayStatus> gateways,
    Map<String, Score> scores,
    Optional<FleetSnapshot> snapshot,
    Optional<Long> ownEpoch) {
  public RegionView {
    gateways = List.copyOf(gateways);
    scores = Map.copyOf(scores);
  }
}
