package io.drawbridge.cli.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which fleet to start.
 *
 * @param home everything the fleet writes is below it; one fleet at a time has it
 * @param lib folder of the processes' jars
 * @param servers where etcd and Redis are downloaded to; shared by any number of fleets
 * @param basePort the port of gateways' client doors, from which all others are counted
 * @param namespaces network namespaces, by the number of the region whose processes start there;
 *     other regions' start in the launcher's own
 */
public record FleetSettings(
    Path home,
    Path lib,
    Path servers,
    int basePort,
    FleetSize size,
    Timers timers,
    Restart restart,
    Map<Integer, String> namespaces) {
  public static final int DEFAULT_BASE_PORT = 7000;

  /** What {@code ip netns add} makes of a name is a file of it. */
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

  public FleetSettings {
    home = home.toAbsolutePath().normalize();
    lib = lib.toAbsolutePath().normalize();
    servers = servers.toAbsolutePath().normalize();
    namespaces = Map.copyOf(namespaces);
    new RegionAddresses(size.regions(), basePort); // refuses what does not fit
    int regions = size.regions();
    namespaces.forEach((region, name) -> requireNamespace(region, name, regions));
  }

  /** The usual size; what dies is started again. */
  public FleetSettings(
      Path home, Path lib, Path servers, int basePort, int regions, Timers timers) {
    this(
        home,
        lib,
        servers,
        basePort,
        FleetSize.ofRegions(regions),
        timers,
        Restart.ALWAYS,
        Map.of());
  }

  public FleetSettings with(FleetSize other) {
    return new FleetSettings(home, lib, servers, basePort, other, timers, restart, namespaces);
  }

  public FleetSettings with(Restart other) {
    return new FleetSettings(home, lib, servers, basePort, size, timers, other, namespaces);
  }

  /** {@code others}: network namespaces by region number. */
  public FleetSettings with(Map<Integer, String> others) {
    return new FleetSettings(home, lib, servers, basePort, size, timers, restart, others);
  }

  static String regionName(int number) {
    return "local-" + number;
  }

  Path folder(int region) {
    return home.resolve("fleet").resolve(regionName(region));
  }

  private static void requireNamespace(int region, String name, int regions) {
    String offender = "netns: " + region + "=" + name;
    if (region < 1 || region > regions) {
      throw new IllegalArgumentException(
          offender + " (expected: a region from 1 to " + regions + ")");
    }
    if (!NAMESPACE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          offender + " (expected: letters, digits, dot, dash and underscore)");
    }
  }
}
