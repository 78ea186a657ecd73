package io.drawbridge.cli.fleet;

import io.drawbridge.cli.context.FleetFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which fleet a command is about. */
final class Remote {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Folder of the local fleet's files and logs (default: var beside the drawbridge"
              + " script).")
  private Path home = Path.of(System.getProperty("drawbridge.var", "var"));

  @Option(
      names = "--control-plane",
      paramLabel = "URL",
      description = "REST address of any control plane (default: those of the local fleet).")
  private Optional<URI> controlPlane = Optional.empty();

  @Option(
      names = "--api-token-file",
      paramLabel = "FILE",
      description = "File with the bearer token of --control-plane.")
  private Optional<Path> apiTokenFile = Optional.empty();

  ControlPlaneApi api() throws IOException {
    if (controlPlane.isPresent()) {
      String token = apiTokenFile.isPresent() ? Files.readString(apiTokenFile.get()).strip() : "";
      return new ControlPlaneApi(List.of(new ControlPlaneApi.At("", controlPlane.get())), token);
    }
    Path folder = home.toAbsolutePath().normalize();
    return new FleetFile(folder)
        .read()
        .map(ControlPlaneApi::of)
        .orElseThrow(() ->
            new IOException(
                "no local fleet in " + folder + " (expected: one, or --control-plane)"));
  }
}
