package io.drawbridge.cli;

import io.drawbridge.cli.local.FleetSettings;
import io.drawbridge.cli.local.Timers;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the local fleet is, for every command that needs it. */
final class FleetOptions {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Folder of the fleet's files and logs (default: var beside the drawbridge script).")
  private Path home = variable("drawbridge.var", "var");

  Path home() {
    return home.toAbsolutePath().normalize();
  }

  /** Where etcd and Redis are unpacked: beside any home, so that all fleets share them. */
  Path servers() {
    return variable("drawbridge.var", "var").resolve("servers");
  }

  /** Of one region; the caller says how it differs. */
  FleetSettings settings(int basePort, Timers timers) {
    return new FleetSettings(home, lib(), servers(), basePort, 1, timers);
  }

  /** The jars of all processes. */
  Path lib() {
    return variable("drawbridge.lib", "packaging/target/lib");
  }

  /** The script says where things are; without it, it is assumed to be here. */
  private static Path variable(String property, String otherwise) {
    return Path.of(System.getProperty(property, otherwise));
  }
}
