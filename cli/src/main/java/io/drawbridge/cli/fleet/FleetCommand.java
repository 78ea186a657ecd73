package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A fleet as one of its control planes knows it. */
@Command(name = "fleet", description = "Shows a fleet: the local one, or that of --control-plane.")
public final class FleetCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "no command (expected: one of " + String.join(", ", spec.subcommands().keySet()) + ")");
  }

  @Command(
      description = {
        "Regions with their leaders, gateways by state, alarms, and the age of what is known.",
        "Exit code 1 if no control plane answers."
      })
  int status(@Mixin Remote fleet, @Mixin Output output) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ControlPlaneApi api = fleet.api();
    output.show(out, () -> api.get("/api/v1/fleet").good(), answer -> print(out, answer));
    return 0;
  }

  private static void print(PrintWriter out, JsonNode fleet) {
    Table table = new Table("REGION", "SCORE", "LEADER", "GATEWAYS", "CLIENTS", "AGE");
    List<String> alarms = new ArrayList<>();
    for (JsonNode region : fleet.path("regions")) {
      String name = region.path("region").asText();
      table.row(
          name,
          String.valueOf(Math.round(region.path("score").asDouble() * 100)),
          Words.orDash(region.path("leader").asText()),
          Words.states(region.path("gatewaysByState")),
          String.valueOf(clients(fleet, name)),
          Words.age(region.path("snapshotAgeMillis")));
      region.path("alarms").forEach(alarm -> alarms.add(name + ": " + alarm.asText()));
    }
    table.print(out);
    fleet
        .path("troubles")
        .properties()
        .forEach(trouble ->
            alarms.add(
                fleet.path("replica").asText()
                    + ": "
                    + trouble.getKey()
                    + ": "
                    + trouble.getValue().asText()));
    alarms.forEach(out::println);
  }

  private static int clients(JsonNode fleet, String region) {
    int clients = 0;
    for (JsonNode gateway : fleet.path("gateways")) {
      if (gateway.path("region").asText().equals(region) && gateway.path("heard").asBoolean()) {
        clients += gateway.path("connections").asInt();
      }
    }
    return clients;
  }
}
