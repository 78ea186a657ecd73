package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.drawbridge.cli.context.Durations;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A fleet as one of its control planes knows it. */
@Command(
    name = "fleet",
    description = "Shows a fleet, the local one or that of --control-plane, and restarts it.")
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

  @Command(
      description = {
        "Restarts all gateways without disconnecting anybody, one region after another.",
        "In a region one is restarted, then 5 %, 25 %, all. After each wave they are watched; if one is worse than before, all are restarted"
            + " as what they were. With --watch it is followed to its end; exit code 1 if it fails"
            + " or is aborted."
      })
  int restart(
      @Mixin Remote fleet,
      @Mixin Output output,
      @Option(
              names = {"-r", "--region"},
              paramLabel = "REGION",
              description =
                  "Only these gateways (default: the regions one by one, the asked last).")
          Optional<String> region,
      @Option(
              names = "--artifact",
              paramLabel = "ARTIFACT",
              description =
                  "What the new processes run, by the name that the gateways' machines have for it"
                      + " (default: as usual).")
          Optional<String> artifact,
      @Option(
              names = "--pause",
              paramLabel = "TIME",
              description = "How long is watched after each wave (default: 10s).")
          Optional<String> pause)
      throws IOException, InterruptedException {
    Map<String, Object> order = new LinkedHashMap<>();
    artifact.ifPresent(what -> order.put("artifact", what));
    pause.ifPresent(time -> order.put("pauseMillis", millis(time)));
    ControlPlaneApi api =
        region.isPresent() ? fleet.api().nearest(region.get()) : fleet.api().answering().getFirst();
    OperationWatch watch = new OperationWatch(api, output, spec.commandLine().getOut());
    String of = URLEncoder.encode(region.orElse("*"), StandardCharsets.UTF_8);
    return watch.follow(watch.ask("/api/v1/fleet/restart?region=" + of, order), "done");
  }

  private long millis(String time) {
    return Durations.parse(time)
        .map(Duration::toMillis)
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(),
                "--pause: \"" + time + "\" (expected: a time such as 500ms, 30s or 10m)"));
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
