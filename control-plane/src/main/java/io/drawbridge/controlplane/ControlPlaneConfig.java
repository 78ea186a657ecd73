package io.drawbridge.controlplane;

import io.drawbridge.process.config.HostPort;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Configuration of one replica; {@code control-plane-defaults.yaml} documents every key. */
public record ControlPlaneConfig(
    String replica,
    String region,
    long fleetGeneration,
    boolean insecure,
    HostPort restAddress,
    HostPort grpcAddress,
    HostPort operationsAddress,
    Etcd etcd,
    Duration suspectAfter,
    Duration snapshotInterval,
    Duration registrationTtl,
    Duration revocationLife,
    Optional<Path> apiTokenFile,
    List<OtherRegion> otherRegions,
    Optional<Path> console) {
  private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

  public ControlPlaneConfig {
    require(!replica.isBlank(), "replica: empty (expected: an id)");
    require(!region.isBlank(), "region: empty (expected: a name)");
    require(fleetGeneration >= 1, "fleet-generation: " + fleetGeneration + " (expected: >= 1)");
    atLeast("suspect-after", suspectAfter, MIN_INTERVAL);
    atLeast("snapshot-interval", snapshotInterval, MIN_INTERVAL);
    atLeast("registration-ttl", registrationTtl, Duration.ofSeconds(2));
    atLeast("revocation-life", revocationLife, Duration.ofMinutes(1));
    otherRegions = List.copyOf(otherRegions);
    requireOthers(region, otherRegions);
  }

  /**
   * Where the region's registrations and election are.
   *
   * @param endpoints members of the region's cluster
   */
  public record Etcd(List<URI> endpoints, Duration electionTtl) {
    public Etcd {
      endpoints = List.copyOf(endpoints);
      require(!endpoints.isEmpty(), "endpoints: none (expected: at least one)");
      atLeast("election-ttl", electionTtl, Duration.ofSeconds(2));
    }
  }

  /**
   * A region that this one listens to.
   *
   * @param controlPlanes gRPC addresses of its replicas
   */
  public record OtherRegion(String region, List<HostPort> controlPlanes) {
    public OtherRegion {
      controlPlanes = List.copyOf(controlPlanes);
      require(!region.isBlank(), "region: empty (expected: a name)");
      require(!controlPlanes.isEmpty(), "control-planes: none (expected: at least one)");
    }
  }

  private static void requireOthers(String own, List<OtherRegion> others) {
    Set<String> names = new HashSet<>(Set.of(own));
    for (OtherRegion other : others) {
      require(
          names.add(other.region()),
          "other-regions: "
              + other.region()
              + " (expected: each region once, and not our own, "
              + own
              + ")");
    }
  }

  private static void atLeast(String key, Duration value, Duration min) {
    require(
        value.compareTo(min) >= 0,
        key + ": " + value.toMillis() + "ms (expected: >= " + min.toMillis() + "ms)");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
