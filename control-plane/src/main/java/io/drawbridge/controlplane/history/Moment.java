package io.drawbridge.controlplane.history;

import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.controlplane.scoring.Resource;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.util.Map;
import java.util.Optional;

/**
 * One gateway in one second.
 *
 * @param second what was true of the whole region
 * @param presence as this replica saw it; empty if it knew the gateway only from the snapshot
 * @param place state, weight, basis and parts in the snapshot in force then; nothing else of it
 * @param connections as reported last
 * @param use of each resource in the newest report then, as a share of the capacity, to 3 digits
 * @param ownWeight by this replica's newest score then, whether published or not; 0 without one
 */
public record Moment(
    String gateway,
    Second second,
    Optional<Presence> presence,
    GatewaySnapshot place,
    int connections,
    Map<Resource, Double> use,
    double ownWeight) {
  public double use(Resource resource) {
    return use.getOrDefault(resource, 0.0);
  }
}
