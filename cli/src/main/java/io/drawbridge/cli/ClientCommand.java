package io.drawbridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.drawbridge.cli.ControlPlaneApi.Answer;
import io.drawbridge.cli.context.FleetFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator does about the clients of a fleet. */
@Command(
    name = "client",
    description = {
      "Acts on clients of a fleet: the local one, or that of --control-plane.",
      "docs/operating.md says what becomes of them."
    })
final class ClientCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Which fleet. */
  static final class Fleet {
    @Mixin private FleetOptions options = new FleetOptions();

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
        return new ControlPlaneApi(List.of(controlPlane.get()), token);
      }
      return new FleetFile(options.home())
          .read()
          .map(ControlPlaneApi::of)
          .orElseThrow(() ->
              new IOException(
                  "no local fleet in " + options.home() + " (expected: one, or --control-plane)"));
    }
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "no command (expected: one of " + String.join(", ", spec.subcommands().keySet()) + ")");
  }

  @Command(
      description = {
        "Revokes the tokens that a user was issued until now, in all regions: sessions that live by"
            + " them end, and they are refused from now on.",
        "Exit code 1 if a region could not be reached; the others have done it. Do it again then."
      })
  int revoke(
      @Mixin Fleet fleet,
      @Parameters(paramLabel = "USER") String user,
      @Option(
              names = "--app",
              paramLabel = "APP",
              defaultValue = "default",
              description = "App of the user (default: ${DEFAULT-VALUE}).")
          String app,
      @Option(
              names = "--device",
              paramLabel = "DEVICE",
              defaultValue = "",
              description = "Tokens on this device alone (default: on any).")
          String device)
      throws IOException, InterruptedException {
    Map<String, String> order =
        device.isEmpty()
            ? Map.of("app", app, "user", user)
            : Map.of("app", app, "user", user, "device", device);
    Answer answer = fleet.api().post("/api/v1/revocations", order);
    boolean done = answer.status() == 200;
    PrintWriter to = done ? spec.commandLine().getOut() : spec.commandLine().getErr();
    to.println(done ? told(answer.body()) : "drawbridge client revoke: " + answer.problem());
    to.flush();
    return done ? 0 : 1;
  }

  private static String told(JsonNode revocation) {
    String device = revocation.path("device").asText();
    return "%s:%s%s: tokens issued until %s are revoked in all regions; stands until %s"
        .formatted(
            revocation.path("app").asText(),
            revocation.path("user").asText(),
            device.isEmpty() ? "" : " on " + device,
            Instant.ofEpochMilli(revocation.path("notBeforeUnixMillis").asLong()),
            Instant.ofEpochMilli(revocation.path("endsUnixMillis").asLong()));
  }
}
