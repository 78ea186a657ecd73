package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.drawbridge.cli.context.Durations;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator sees of gateways and does about them. */
@Command(
    name = "gateway",
    description = {
      "Shows gateways of a fleet, drains them and takes that back, restarts them.",
      "A gateway is named gw-1, or REGION/gw-1 where several regions have one."
    })
public final class GatewayCommand implements Runnable {
  private static final String NAME = "GATEWAY";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "no command (expected: one of " + String.join(", ", spec.subcommands().keySet()) + ")");
  }

  @Command(description = "Lists the gateways of all regions.")
  int ls(@Mixin Remote fleet, @Mixin Output output) throws IOException, InterruptedException {
    ControlPlaneApi api = fleet.api();
    output.show(out(), () -> api.get("/api/v1/fleet").good().path("gateways"), this::printGateways);
    return 0;
  }

  private void printGateways(JsonNode gateways) {
    Table table =
        new Table("GATEWAY", "STATE", "WEIGHT", "HEADROOM", "LIMITED BY", "CLIENTS", "ADDRESS");
    for (JsonNode gateway : gateways) {
      table.row(
          gateway.path("region").asText() + "/" + gateway.path("gateway").asText(),
          Words.state(gateway.path("state")) + (gateway.path("kept").asBoolean() ? " (kept)" : ""),
          number(gateway.path("weight")),
          percent(gateway.path("headroom")),
          Words.orDash(gateway.path("limitingResource").asText()),
          gateway.path("connections").asText(),
          Words.orDash(gateway.path("addresses").path(0).asText()));
    }
    table.print(out());
  }

  @Command(description = "Shows one gateway: its load, and why its weight is what it is.")
  int describe(
      @Mixin Remote fleet, @Mixin Output output, @Parameters(paramLabel = NAME) String name)
      throws IOException, InterruptedException {
    GatewayName gateway = GatewayName.resolve(name, fleet.api());
    ControlPlaneApi api = gateway.known(fleet.api());
    output.show(out(), () -> api.get(gateway.path()).good(), this::printGateway);
    return 0;
  }

  private void printGateway(JsonNode gateway) {
    Table table = new Table("GATEWAY", gateway.path("gateway").asText());
    table.row("region", gateway.path("region").asText());
    table.row("state", Words.state(gateway.path("state")));
    table.row("weight", number(gateway.path("weight")));
    table.row("because", Words.orDash(gateway.path("because").asText()));
    table.row("full", Words.orDash(Words.limits(gateway.path("load").path("limitsReached"))));
    table.row("overload", Words.orDash(Words.levels(gateway.path("load").path("levels"))));
    JsonNode policies = gateway.path("policies");
    table.row("policies", Words.orDash(Words.policies(policies)));
    table.row("left out", Words.orDash(Words.lines(policies.path("measures"))));
    table.row("heard", Words.age(gateway.path("reportAgeMillis")) + " ago");
    table.row("clients", gateway.path("load").path("connections").asText());
    table.row("version", Words.orDash(gateway.path("version").asText()));
    table.print(out());
    policies
        .path("refused")
        .forEach(refused -> out().println("\ncannot take " + Words.refused(refused)));
    JsonNode score = gateway.path("score");
    if (score.isObject()) {
      out().println();
      Table parts = new Table("RESOURCE", "HEADROOM");
      score
          .path("parts")
          .properties()
          .forEach(part ->
              parts.row(
                  part.getKey()
                      + (part.getKey().equals(score.path("limitingResource").asText())
                          ? " (limits)"
                          : ""),
                  percent(part.getValue().path("headroom"))));
      parts.print(out());
    }
  }

  @Command(
      description = {
        "Takes a gateway out of placement, then asks its clients to move, evenly over a time.",
        "It stays drained until `gateway undrain`. With --watch its progress is printed to the end;"
            + " exit code 1 if it fails or is aborted."
      })
  int drain(
      @Mixin Remote fleet,
      @Mixin Output output,
      @Parameters(paramLabel = NAME) String name,
      @Option(
              names = "--over",
              paramLabel = "TIME",
              description = "Over how long clients are asked, such as 30s or 10m (default: 60s).")
          Optional<String> over,
      @Option(
              names = "--linger",
              paramLabel = "TIME",
              description = "How long they may take to leave then (default: 30s).")
          Optional<String> linger)
      throws IOException, InterruptedException {
    Map<String, Object> order = new LinkedHashMap<>();
    over.ifPresent(time -> order.put("windowMillis", millis("--over", time)));
    linger.ifPresent(time -> order.put("lingerMillis", millis("--linger", time)));
    return asked(fleet.api(), name, "drain", order, output);
  }

  @Command(
      description = {
        "Takes a drained gateway into placement again.",
        "A drain under way is ended by `operation abort`, which does the same."
      })
  int undrain(@Mixin Remote fleet, @Mixin Output output, @Parameters(paramLabel = NAME) String name)
      throws IOException, InterruptedException {
    return asked(fleet.api(), name, "undrain", new LinkedHashMap<>(), output);
  }

  @Command(
      description = {
        "Has a new process take over from the running one; clients stay connected.",
        "It cannot be stopped once it has begun. With --watch it is followed to its end; exit code 1"
            + " if it fails, and then the running process goes on."
      })
  int restart(
      @Mixin Remote fleet,
      @Mixin Output output,
      @Parameters(paramLabel = NAME) String name,
      @Option(
              names = "--artifact",
              paramLabel = "ARTIFACT",
              description =
                  "What the new process runs, by the name that the gateway's machine has for it"
                      + " (default: as usual).")
          Optional<String> artifact)
      throws IOException, InterruptedException {
    Map<String, Object> order = new LinkedHashMap<>();
    artifact.ifPresent(what -> order.put("artifact", what));
    return asked(fleet.api(), name, "restart", order, output);
  }

  @Command(description = "Asks some clients of a gateway to go elsewhere.")
  int move(
      @Mixin Remote fleet,
      @Mixin Output output,
      @Parameters(paramLabel = NAME) String name,
      @Option(
              names = "--sessions",
              paramLabel = "COUNT",
              required = true,
              description = "How many.")
          long sessions,
      @Option(
              names = "--to",
              paramLabel = "GATEWAY",
              description = "A gateway of the same region (default: as they choose).")
          Optional<String> to,
      @Option(
              names = "--over",
              paramLabel = "TIME",
              description = "Over how long they are asked (default: 60s).")
          Optional<String> over)
      throws IOException, InterruptedException {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("sessions", sessions);
    to.ifPresent(target -> order.put("to", target));
    over.ifPresent(time -> order.put("windowMillis", millis("--over", time)));
    return asked(fleet.api(), name, "move", order, output);
  }

  @Command(description = "Ends sessions of a user on a gateway; the clients may connect again.")
  int kick(
      @Mixin Remote fleet,
      @Mixin Output output,
      @Parameters(paramLabel = NAME) String name,
      @Parameters(paramLabel = "USER") String user,
      @Option(
              names = "--app",
              paramLabel = "APP",
              defaultValue = "default",
              description = "App of the user (default: ${DEFAULT-VALUE}).")
          String app,
      @Option(names = "--device", paramLabel = "DEVICE", description = "Default: any.")
          Optional<String> device)
      throws IOException, InterruptedException {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("app", app);
    order.put("user", user);
    device.ifPresent(only -> order.put("device", only));
    return asked(fleet.api(), name, "kick", order, output);
  }

  private int asked(
      ControlPlaneApi api, String name, String verb, Map<String, Object> order, Output output)
      throws IOException, InterruptedException {
    GatewayName gateway = GatewayName.resolve(name, api);
    ControlPlaneApi teller = api.nearest(gateway.region());
    OperationWatch watch = new OperationWatch(teller, output, out());
    return watch.follow(watch.ask(gateway.order(verb), order), "done");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private long millis(String option, String time) {
    return Durations.parse(time)
        .map(Duration::toMillis)
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(),
                option + ": \"" + time + "\" (expected: a time such as 500ms, 30s or 10m)"));
  }

  private static String number(JsonNode value) {
    return String.format(Locale.ROOT, "%.1f", value.asDouble());
  }

  private static String percent(JsonNode share) {
    return Math.round(share.asDouble() * 100) + " %";
  }
}
