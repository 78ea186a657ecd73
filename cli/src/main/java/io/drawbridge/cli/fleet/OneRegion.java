package io.drawbridge.cli.fleet;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which region of a fleet a command is about, where another one cannot answer for it. */
final class OneRegion {
  @Mixin private Remote fleet = new Remote();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-r", "--region"},
      paramLabel = "REGION",
      description = "Needed where the fleet has several.")
  private Optional<String> region = Optional.empty();

  /**
   * Control planes of the region that is named, or of the only one.
   *
   * @throws ParameterException if that leaves several, or none
   */
  ControlPlaneApi api() throws IOException, InterruptedException {
    Map<String, ControlPlaneApi> regions = all();
    if (regions.size() > 1) {
      throw wrong("missing", regions);
    }
    return regions.values().iterator().next();
  }

  /** Control planes by region: of the one that is named, else of all. */
  Map<String, ControlPlaneApi> all() throws IOException, InterruptedException {
    Map<String, ControlPlaneApi> regions = named(fleet.api().byRegion());
    if (region.isEmpty()) {
      return regions;
    }
    ControlPlaneApi only = regions.get(region.get());
    if (only == null) {
      throw wrong(region.get(), regions);
    }
    return Map.of(region.get(), only);
  }

  /** One that was given by its address says itself where it is. */
  private static Map<String, ControlPlaneApi> named(Map<String, ControlPlaneApi> regions)
      throws IOException, InterruptedException {
    Map<String, ControlPlaneApi> named = new LinkedHashMap<>();
    for (Map.Entry<String, ControlPlaneApi> each : regions.entrySet()) {
      String name =
          each.getKey().isEmpty()
              ? each.getValue().get("/api/v1/fleet").good().path("region").asText()
              : each.getKey();
      named.put(name, each.getValue());
    }
    return named;
  }

  private ParameterException wrong(String given, Map<String, ControlPlaneApi> regions) {
    return new ParameterException(
        command.commandLine(),
        "--region: " + given + " (expected: one of " + String.join(", ", regions.keySet()) + ")");
  }
}
