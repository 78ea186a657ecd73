package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.fleet.ControlPlaneApi.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator sees of operations and does about them. */
@Command(name = "operation", description = "Shows operations of a fleet, pauses and stops them.")
public final class OperationCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "no command (expected: one of " + String.join(", ", spec.subcommands().keySet()) + ")");
  }

  @Command(
      description = {
        "Lists operations of all regions.",
        "AGE: since another region told of it, where only another region could be asked."
      })
  int ls(
      @Mixin Remote fleet,
      @Mixin Output output,
      @Option(names = "--live", description = "Only those that are not over.") boolean live)
      throws IOException, InterruptedException {
    ControlPlaneApi api = fleet.api();
    output.show(out(), () -> operations(api, live), this::print);
    return 0;
  }

  /**
   * As the control planes have them that answer: each by the one that has recorded it, else with
   * the age of what is known.
   */
  private static JsonNode operations(ControlPlaneApi api, boolean live)
      throws IOException, InterruptedException {
    Map<String, JsonNode> known = new LinkedHashMap<>();
    for (ControlPlaneApi each : api.answering()) {
      for (JsonNode operation : each.get("/api/v1/operations?over=" + !live).good().path("items")) {
        known.merge(operation.path("id").asText(), operation, OperationCommand::younger);
      }
    }
    ArrayNode all = FleetFile.JSON.createArrayNode();
    Set<String> children =
        known.values().stream()
            .map(operation -> operation.path("child").asText())
            .collect(Collectors.toSet());
    known.values().stream()
        .filter(operation -> !children.contains(operation.path("id").asText()))
        .forEach(all::add);
    return all;
  }

  private static JsonNode younger(JsonNode one, JsonNode other) {
    return one.path("ageMillis").asLong() <= other.path("ageMillis").asLong() ? one : other;
  }

  private void print(JsonNode operations) {
    Table table =
        new Table("OPERATION", "GATEWAY", "STATE", "AGE", "ASKED FOR", "BY", "PROGRESS", "");
    for (JsonNode operation : operations) {
      Instant asked = Instant.ofEpochMilli(operation.path("requestedUnixMillis").asLong());
      table.row(
          operation.path("id").asText(),
          Words.place(operation),
          operation.path("state").asText(),
          Words.age(operation.path("ageMillis")),
          asked.truncatedTo(ChronoUnit.SECONDS).toString(),
          Words.orDash(operation.path("requestedBy").asText()),
          Words.orDash(Words.progress(operation)),
          operation.path("text").asText());
    }
    table.print(out());
  }

  @Command(
      description = {"Follows an operation to its end.", "Exit code 1 if it fails or is aborted."})
  int watch(
      @Mixin Remote fleet, @Mixin Output output, @Parameters(paramLabel = "OPERATION") String id)
      throws IOException, InterruptedException {
    ControlPlaneApi api = knowing(fleet.api(), id);
    OperationWatch watch = new OperationWatch(api, output.watching(), out());
    return watch.follow(api.get(path(id)).good(), "done");
  }

  @Command(
      description =
          "Stops an operation and takes back what can be: a drain, a move. Restarts in waves go no"
              + " further.")
  int abort(
      @Mixin Remote fleet, @Mixin Output output, @Parameters(paramLabel = "OPERATION") String id)
      throws IOException, InterruptedException {
    OperationWatch watch = new OperationWatch(knowing(fleet.api(), id), output, out());
    return watch.follow(watch.ask(path(id) + "/abort", Map.of()), "aborted");
  }

  @Command(
      description = {
        "Has a restart in waves begin nothing further.",
        "Gateways whose restart has begun are restarted; what stands worse is taken back as ever."
      })
  int pause(
      @Mixin Remote fleet, @Mixin Output output, @Parameters(paramLabel = "OPERATION") String id)
      throws IOException, InterruptedException {
    return asked(fleet, output, id, "/pause");
  }

  @Command(description = "Has a restart in waves go on that was paused.")
  int resume(
      @Mixin Remote fleet, @Mixin Output output, @Parameters(paramLabel = "OPERATION") String id)
      throws IOException, InterruptedException {
    return asked(fleet, output, id, "/resume");
  }

  private int asked(Remote fleet, Output output, String id, String what)
      throws IOException, InterruptedException {
    OperationWatch watch = new OperationWatch(knowing(fleet.api(), id), output, out());
    return watch.follow(watch.ask(path(id) + what, Map.of()), "done");
  }

  /** The control plane that has recorded the operation, else one that was told of it. */
  private static ControlPlaneApi knowing(ControlPlaneApi api, String id)
      throws IOException, InterruptedException {
    List<ControlPlaneApi> answering = api.answering();
    Optional<ControlPlaneApi> told = Optional.empty();
    for (ControlPlaneApi each : answering) {
      Answer answer = each.get(path(id));
      if (answer.isGood() && !answer.body().path("ageMillis").isNumber()) {
        return each;
      }
      told = answer.isGood() ? Optional.of(each) : told;
    }
    if (told.isEmpty()) {
      throw new IOException(answering.getFirst().get(path(id)).problem());
    }
    return told.get();
  }

  private static String path(String id) {
    return "/api/v1/operations/" + id;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
