package io.drawbridge.cli.local;

import java.nio.file.Path;

/**
 * Which fleet to start.
 *
 * @param home everything the fleet writes is below it; one fleet at a time has it
 * @param lib folder of the processes' jars
 * @param servers where etcd and Redis are downloaded to; shared by any number of fleets
 * @param basePort the port of gateways' client doors, from which all others are counted
 * @param regions how many, numbered from 1
 */
public record FleetSettings(
    Path home, Path lib, Path servers, int basePort, int regions, Timers timers) {
  public static final int DEFAULT_BASE_PORT = 7000;

  /** Two gateways are enough to lose one, and what two cores carry. */
  static final int GATEWAYS = 2;

  /** Every region is five JVMs; more does not fit a workstation. */
  private static final int MAX_REGIONS = 9;

  public FleetSettings {
    home = home.toAbsolutePath().normalize();
    lib = lib.toAbsolutePath().normalize();
    servers = servers.toAbsolutePath().normalize();
    if (regions < 1 || regions > MAX_REGIONS) {
      throw new IllegalArgumentException(
          "regions: " + regions + " (expected: 1 to " + MAX_REGIONS + ")");
    }
    new RegionAddresses(regions, basePort); // refuses what does not fit
  }

  static String regionName(int number) {
    return "local-" + number;
  }

  Path folder(int region) {
    return home.resolve("fleet").resolve(regionName(region));
  }
}
