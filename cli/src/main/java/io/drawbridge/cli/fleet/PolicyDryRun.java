package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.drawbridge.cli.context.Durations;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a policy would do. */
@Command(
    name = "dry-run",
    description = {
      "Has the gateways that a file selects judge their messages by it, too, for a while, and shows"
          + " what it would have refused. Nothing is refused by it.",
      "Exit code 1 if it could not be tried, 2 if the file is wrong."
    })
final class PolicyDryRun implements Callable<Integer> {
  static final Duration USUAL = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;
  @Mixin private OneRegion region = new OneRegion();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "FILE", description = "A policy in YAML.")
  private Path file = Path.of("");

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long, at most 10m (default: ${DEFAULT-VALUE}).")
  private String length = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration wanted =
        Durations.parse(length)
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(),
                    "--for: \"" + length + "\" (expected: a time such as 10s or 2m)"));
    PolicyFile policy = PolicyFile.read(file, spec.commandLine());
    JsonNode run = run(region.api(), policy, wanted);
    print(output, spec.commandLine().getOut(), run);
    return failed(run) ? 1 : 0;
  }

  /** The dry run when it is over. */
  static JsonNode run(ControlPlaneApi api, PolicyFile policy, Duration length)
      throws IOException, InterruptedException {
    Map<String, Object> order =
        OperationWatch.byMe(Map.of("text", policy.text(), "lengthMillis", length.toMillis()));
    JsonNode begun = api.post(PolicyPaths.TRIALS, order).good();
    return new PolicyWatch(api, policy.name())
        .finishedDryRun(begun.path("dryRun").path("number").asLong(), length)
        .path("dryRun");
  }

  static void print(Output output, PrintWriter out, JsonNode run) throws IOException {
    output.print(out, run, each -> PolicyWords.printDryRun(out, each));
  }

  static boolean failed(JsonNode run) {
    return !run.path("state").asText().equals("tried");
  }
}
