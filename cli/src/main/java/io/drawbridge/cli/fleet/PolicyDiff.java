package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.drawbridge.cli.fleet.ControlPlaneApi.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a file would change. */
@Command(
    name = "diff",
    description = {
      "Compares the stable version of a policy with a file, as a unified diff.",
      "Exit code 0 if they are the same, 1 if they differ, 2 if that is not known."
    })
final class PolicyDiff implements Callable<Integer> {
  private static final int CONTEXT = 3;
  private static final int NOT_FOUND = 404;

  @Spec private CommandSpec spec;
  @Mixin private OneRegion region = new OneRegion();

  @Parameters(paramLabel = "FILE", description = "A policy in YAML.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    CommandLine command = spec.commandLine();
    try {
      PolicyFile policy = PolicyFile.read(file, command);
      return printed(stable(region.api(), policy.name()), policy);
    } catch (IOException e) {
      command.getErr().println(spec.qualifiedName() + ": " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }

  /**
   * A version's text, and what it is called.
   *
   * @param text empty = there is none
   */
  private record Stable(String called, String text) {}

  private static Stable stable(ControlPlaneApi api, String name)
      throws IOException, InterruptedException {
    Answer answer = api.get(PolicyPaths.of(name));
    boolean none = answer.status() == NOT_FOUND || answer.good().path("stable").asLong() == 0;
    if (none) {
      return new Stable("/dev/null", "");
    }
    JsonNode version =
        api.get(PolicyPaths.version(name, answer.body().path("stable").asLong())).good();
    return new Stable(
        name + " version " + version.path("version").asText(), version.path("text").asText());
  }

  private int printed(Stable stable, PolicyFile policy) {
    List<String> before = stable.text().lines().toList();
    List<String> after = policy.text().lines().toList();
    List<String> diff =
        UnifiedDiffUtils.generateUnifiedDiff(
            stable.called(), file.toString(), before, DiffUtils.diff(before, after), CONTEXT);
    PrintWriter out = spec.commandLine().getOut();
    diff.forEach(out::println);
    out.flush();
    return diff.isEmpty() ? 0 : 1;
  }
}
