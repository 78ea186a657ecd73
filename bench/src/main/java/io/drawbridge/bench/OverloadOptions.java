package io.drawbridge.bench;

import io.drawbridge.bench.run.OverloadSize;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of {@code bench overload}. */
final class OverloadOptions {
  @Option(
      names = "--connections",
      description = "Clients of all tiers (default: ${DEFAULT-VALUE}).")
  private int connections = OverloadSize.FULL.connections();

  @Option(
      names = "--capacity",
      description = "Messages a second that the business can do (default: ${DEFAULT-VALUE}).")
  private int capacity = OverloadSize.FULL.capacityPerSecond();

  @Option(
      names = "--settle",
      description = "First seconds of a step, counted apart (default: ${DEFAULT-VALUE}).")
  private int settle = OverloadSize.FULL.settleSeconds();

  @Option(
      names = "--seconds",
      description = "Seconds of a step that count (default: ${DEFAULT-VALUE}).")
  private int seconds = OverloadSize.FULL.seconds();

  @Option(
      names = "--jvm",
      paramLabel = "OPTION",
      description = "A JVM option for gateways; may be repeated.")
  private List<String> jvm = new ArrayList<>();

  OverloadSize size() {
    return new OverloadSize(connections, capacity, OverloadSize.FULL.loads(), settle, seconds);
  }

  List<String> jvm() {
    return jvm;
  }
}
