package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.drawbridge.cli.fleet.ControlPlaneApi.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A new version of a policy. */
@Command(
    name = "apply",
    description = {
      "Makes a file the newest version of the policy that it names, and begins its rollout: one"
          + " gateway, a tenth, all, a minute each, unless told otherwise.",
      "With --watch its progress is printed to the end; exit code 1 if it goes back or is aborted,"
          + " 2 if the file is wrong."
    })
final class PolicyApply implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OneRegion region = new OneRegion();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "FILE", description = "A policy in YAML.")
  private Path file = Path.of("");

  @Option(names = "--at-once", description = "On all gateways, without guards.")
  private boolean atOnce;

  @Option(
      names = "--stages",
      paramLabel = "LIST",
      description = "1 for one gateway, then shares of them (default: 1,10%%,100%%).")
  private Optional<String> stages = Optional.empty();

  @Option(
      names = "--bake",
      paramLabel = "TIME",
      description = "How long each stage is watched (default: 60s).")
  private Optional<String> bake = Optional.empty();

  @Option(names = "--comment", paramLabel = "TEXT", description = "Why; kept with the version.")
  private String comment = "";

  @Option(
      names = "--over",
      paramLabel = "VERSION",
      description = "Only if this is the newest version; 0 = there is none (default: any).")
  private Optional<Long> over = Optional.empty();

  @Option(
      names = "--dry-run-first",
      description = "Shows what it would do, for 10 s, then does it.")
  private boolean dryRunFirst;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PolicyFile policy = PolicyFile.read(file, spec.commandLine());
    Map<String, Object> order = order(policy);
    ControlPlaneApi api = region.api();
    PrintWriter out = spec.commandLine().getOut();
    if (dryRunFirst) {
      JsonNode run = PolicyDryRun.run(api, policy, PolicyDryRun.USUAL);
      PolicyDryRun.print(output, out, run);
      if (PolicyDryRun.failed(run)) {
        return 1;
      }
    }
    Answer answer = api.post(PolicyPaths.ALL, OperationWatch.byMe(order));
    return new PolicyWatch(api, policy.name())
        .followRollout(answer.good(), output, out, "rolled-out");
  }

  private Map<String, Object> order(PolicyFile policy) {
    if (atOnce && (stages.isPresent() || bake.isPresent())) {
      throw wrong("--at-once: with --stages or --bake (expected: one of them)");
    }
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("text", policy.text());
    order.put("comment", comment);
    over.ifPresent(version -> order.put("over", version));
    if (atOnce) {
      order.put("plan", RolloutPlan.atOnce());
    } else if (stages.isPresent() || bake.isPresent()) {
      try {
        order.put("plan", RolloutPlan.staged(stages, bake));
      } catch (IllegalArgumentException e) {
        throw wrong(String.valueOf(e.getMessage()));
      }
    }
    return order;
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
