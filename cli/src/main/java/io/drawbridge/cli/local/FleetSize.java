package io.drawbridge.cli.local;

import java.util.Set;

/**
 * How many regions, and how many processes of each role a region starts with. One ipconfig, one
 * chat and one Redis a region come with it.
 */
public record FleetSize(int regions, int gateways, int controlPlanes, int etcds) {
  /** Every region is five JVMs or more; more regions do not fit a workstation. */
  private static final int MAX_REGIONS = 9;

  private static final int MAX_CONTROL_PLANES = 9;

  /** An even number of etcd members survives no more failures than one less. */
  private static final Set<Integer> ETCDS = Set.of(1, 3, 5);

  /** The smallest whole fleet. */
  static final FleetSize ONE_OF_EACH = new FleetSize(1, 1, 1, 1);

  public FleetSize {
    requireUpTo("regions", regions, MAX_REGIONS);
    requireUpTo("gateways", gateways, ProcessName.MAX_INDEX);
    requireUpTo("control-planes", controlPlanes, MAX_CONTROL_PLANES);
    if (!ETCDS.contains(etcds)) {
      throw new IllegalArgumentException("etcds: " + etcds + " (expected: 1, 3 or 5)");
    }
  }

  /** Two gateways a region are enough to lose one, and what two cores carry. */
  public static FleetSize ofRegions(int regions) {
    return new FleetSize(regions, 2, 1, 1);
  }

  int of(Role role) {
    return switch (role) {
      case GATEWAY -> gateways;
      case CONTROL_PLANE -> controlPlanes;
      case ETCD -> etcds;
      case CHAT, IPCONFIG, REDIS -> 1;
    };
  }

  private static void requireUpTo(String key, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: 1 to " + max + ")");
    }
  }
}
