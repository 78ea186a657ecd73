package io.drawbridge.bench.fleet;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Whose gateways a process simulates.
 *
 * @param replicas gRPC addresses of the region's control planes
 * @param changesPercent gateways that report another load each second
 */
record FleetLoadOptions(String region, URI etcd, List<String> replicas, double changesPercent) {
  private static final int COUNT = 4;

  FleetLoadOptions {
    replicas = List.copyOf(replicas);
  }

  static FleetLoadOptions parse(String... arguments) {
    if (arguments.length != COUNT) {
      throw new IllegalArgumentException(
          arguments.length + " arguments (expected: REGION ETCD REPLICA,... CHANGES-PERCENT)");
    }
    return new FleetLoadOptions(
        arguments[0],
        URI.create(arguments[1]),
        List.of(arguments[2].split(",", -1)),
        Double.parseDouble(arguments[3]));
  }

  List<String> arguments() {
    return new ArrayList<>(
        List.of(
            region, etcd.toString(), String.join(",", replicas), Double.toString(changesPercent)));
  }
}
