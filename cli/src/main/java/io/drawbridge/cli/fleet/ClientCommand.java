package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.drawbridge.cli.fleet.ControlPlaneApi.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
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
public final class ClientCommand implements Runnable {
  @Spec private CommandSpec spec;

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
      @Mixin Remote fleet,
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
