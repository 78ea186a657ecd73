package io.drawbridge.bench.run;

/**
 * How large the fleets of a run are. The figures of docs/performance.md are of {@link #FULL};
 * anything else is for trying.
 *
 * @param gateways of the one large region
 * @param fewGateways of it, to see what a gateway costs in a small one; 0: without it
 * @param replicas of its control plane
 * @param subscribers of it, all replicas together; 0: without them
 * @param regions of the fleet of several, each with one replica
 * @param warmupSeconds of each state before it counts; the regions' first one three times as long
 */
public record FleetSize(
    int gateways,
    int fewGateways,
    int replicas,
    int subscribers,
    int regions,
    int gatewaysPerRegion,
    int warmupSeconds,
    int seconds) {
  /** What docs/performance.md speaks of. */
  public static final FleetSize FULL = new FleetSize(2_000, 200, 3, 1_000, 4, 500, 30, 20);
}
