package io.drawbridge.process.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration with one of everything. Its defaults: sample-defaults.yaml. */
record Sample(
    String name,
    ByteSize maxFrame,
    Duration heartbeat,
    boolean insecure,
    Capacity capacity,
    Door door,
    Optional<String> redis,
    List<HostPort> controlPlanes,
    Optional<List<Tier>> tiers,
    Optional<Map<String, Integer>> weights,
    Optional<List<Door>> others) {

  enum Tier {
    INTERACTIVE,
    BEST_EFFORT
  }

  record Capacity(int connections, double share) {
    Capacity {
      if (connections < 1) {
        throw new IllegalArgumentException("connections: " + connections + " (expected: >= 1)");
      }
    }
  }

  record Door(HostPort address) {}
}
