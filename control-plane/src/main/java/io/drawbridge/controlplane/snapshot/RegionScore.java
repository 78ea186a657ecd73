package io.drawbridge.controlplane.snapshot;

import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.util.Collection;

/** How well a region could take more clients: headroom by capacity, times the share alive. */
final class RegionScore {
  private RegionScore() {}

  static double of(Collection<GatewaySnapshot> placed) {
    double capacity = 0;
    double free = 0;
    int alive = 0;
    for (GatewaySnapshot gateway : placed) {
      if (gateway.getWeight() > 0 && !gateway.getKept()) {
        double units = Math.max(1, Integer.toUnsignedLong(gateway.getParts().getCapacity()));
        capacity += units;
        free += units * gateway.getHeadroom();
        alive++;
      }
    }
    return capacity == 0 ? 0 : free / capacity * alive / placed.size();
  }
}
