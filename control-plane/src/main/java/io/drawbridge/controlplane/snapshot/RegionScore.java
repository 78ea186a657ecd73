package io.drawbridge.controlplane.snapshot;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How well a region could take more clients: headroom by capacity, times the share alive. */
final class RegionScore {
  private RegionScore() {}

  static double of(Collection<GatewaySnapshot> placed, List<GatewayStatus> statuses) {
    Map<String, GatewayStatus> byId =
        statuses.stream().collect(Collectors.toMap(GatewayStatus::id, Function.identity()));
    double capacity = 0;
    double free = 0;
    int alive = 0;
    for (GatewaySnapshot gateway : placed) {
      if (gateway.getWeight() > 0 && !gateway.getKept()) {
        double units = capacity(byId.get(gateway.getGateway()));
        capacity += units;
        free += units * gateway.getHeadroom();
        alive++;
      }
    }
    return capacity == 0 ? 0 : free / capacity * alive / placed.size();
  }

  private static double capacity(@Nullable GatewayStatus status) {
    return status == null
        ? 1
        : Math.max(1, Integer.toUnsignedLong(status.registration().getCapacity().getConnections()));
  }
}
