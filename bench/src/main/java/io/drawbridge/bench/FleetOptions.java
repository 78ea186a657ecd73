package io.drawbridge.bench;

import io.drawbridge.bench.run.FleetSize;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of {@code bench fleet}. */
final class FleetOptions {
  @Option(
      names = "--gateways",
      description = "Gateways of the one large region (default: ${DEFAULT-VALUE}).")
  private int gateways = FleetSize.FULL.gateways();

  @Option(
      names = "--few-gateways",
      description = "Gateways of it when it is small (default: ${DEFAULT-VALUE}).")
  private int fewGateways = FleetSize.FULL.fewGateways();

  @Option(
      names = "--replicas",
      description = "Replicas of its control plane (default: ${DEFAULT-VALUE}).")
  private int replicas = FleetSize.FULL.replicas();

  @Option(names = "--subscribers", description = "Its subscribers (default: ${DEFAULT-VALUE}).")
  private int subscribers = FleetSize.FULL.subscribers();

  @Option(
      names = "--regions",
      description =
          "Regions of the fleet of several, one replica each; 1: without it"
              + " (default: ${DEFAULT-VALUE}).")
  private int regions = FleetSize.FULL.regions();

  @Option(
      names = "--region-gateways",
      description = "Gateways of each of them (default: ${DEFAULT-VALUE}).")
  private int regionGateways = FleetSize.FULL.gatewaysPerRegion();

  @Option(
      names = "--warmup",
      description = "Seconds before a state counts (default: ${DEFAULT-VALUE}).")
  private int warmup = FleetSize.FULL.warmupSeconds();

  @Option(names = "--seconds", description = "Seconds that count (default: ${DEFAULT-VALUE}).")
  private int seconds = FleetSize.FULL.seconds();

  @Option(
      names = "--jvm",
      paramLabel = "OPTION",
      description = "A JVM option for control planes; may be repeated.")
  private List<String> jvm = new ArrayList<>();

  FleetSize size() {
    return new FleetSize(
        gateways, fewGateways, replicas, subscribers, regions, regionGateways, warmup, seconds);
  }

  List<String> jvm() {
    return jvm;
  }
}
