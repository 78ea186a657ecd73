package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.policy.PolicySchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator sees of a region's policies and does about them. */
@Command(
    name = "policy",
    description = {
      "Changes what gateways do while they run: services, limits, what is left out.",
      "Each region has its own policies. docs/policies.md says what they may say."
    },
    subcommands = {PolicyApply.class, PolicyDryRun.class, PolicyDiff.class})
public final class PolicyCommand implements Runnable {
  private static final String NAME = "NAME";
  private static final String COMMENT = "Why; kept with the policy.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "no command (expected: one of " + String.join(", ", spec.subcommands().keySet()) + ")");
  }

  @Command(
      description = {
        "Lists the policies, of all regions unless one is named.",
        "Exit code 1 if a region does not answer; the others are shown."
      })
  int ls(@Mixin OneRegion region, @Mixin Output output) throws IOException, InterruptedException {
    Map<String, ControlPlaneApi> regions = region.all();
    Set<String> silent = new LinkedHashSet<>();
    output.show(out(), () -> all(regions, silent), this::printAll);
    return silent.isEmpty() ? 0 : 1;
  }

  /** {@code silent}: gets those that do not answer. */
  private JsonNode all(Map<String, ControlPlaneApi> regions, Set<String> silent)
      throws InterruptedException {
    ArrayNode all = FleetFile.JSON.createArrayNode();
    silent.clear();
    for (Map.Entry<String, ControlPlaneApi> region : regions.entrySet()) {
      try {
        for (JsonNode policy : region.getValue().get(PolicyPaths.ALL).good().path("items")) {
          ObjectNode here = policy.deepCopy();
          all.add(here.put("region", region.getKey()));
        }
      } catch (IOException e) {
        silent.add(region.getKey());
        spec.commandLine().getErr().println(region.getKey() + ": " + e.getMessage());
      }
    }
    return all;
  }

  private void printAll(JsonNode policies) {
    Table table =
        new Table(
            "POLICY", "REGION", "KIND", "STABLE", "NEWEST", "BY", "WHEN", "ROLLOUT", "DRY RUN");
    for (JsonNode policy : policies) {
      JsonNode newest = policy.path("newest");
      JsonNode rollout = policy.path("rollout");
      table.row(
          policy.path("name").asText(),
          policy.path("region").asText(),
          policy.path("kind").asText(),
          PolicyWords.version(policy.path("stable")),
          PolicyWords.version(newest.path("version")),
          Words.orDash(newest.path("by").asText()),
          newest.isObject() ? PolicyWords.time(newest.path("atUnixMillis")) : "-",
          Words.orDash(rollout.path("state").asText())
              + (rollout.path("paused").asBoolean() ? " (paused)" : ""),
          Words.orDash(policy.path("dryRun").path("state").asText()));
    }
    table.print(out());
  }

  @Command(description = "Lists the versions of a policy, the newest first.")
  int history(
      @Mixin OneRegion region, @Mixin Output output, @Parameters(paramLabel = NAME) String name)
      throws IOException, InterruptedException {
    ControlPlaneApi api = region.api();
    output.show(out(), () -> api.get(PolicyPaths.of(name)).good(), this::printHistory);
    return 0;
  }

  private void printHistory(JsonNode policy) {
    Table table = new Table("VERSION", "WHEN", "BY", "STANDING", "COMMENT");
    List<JsonNode> versions = policy.path("versions").valueStream().toList().reversed();
    JsonNode rollout = policy.path("rollout");
    for (JsonNode version : versions) {
      long number = version.path("version").asLong();
      boolean coming =
          !rollout.path("over").asBoolean() && rollout.path("version").asLong() == number;
      table.row(
          String.valueOf(number),
          PolicyWords.time(version.path("atUnixMillis")),
          Words.orDash(version.path("by").asText()),
          number == policy.path("stable").asLong()
              ? "stable"
              : coming ? "rolling out" : version.path("removed").asBoolean() ? "removed" : "",
          version.path("comment").asText());
    }
    table.print(out());
  }

  @Command(
      description =
          "Prints a version's text: of the stable one, else the newest, or that of --version.")
  int show(
      @Mixin OneRegion region,
      @Mixin Output output,
      @Parameters(paramLabel = NAME) String name,
      @Option(names = "--version", paramLabel = "VERSION", description = "Which one.")
          Optional<Long> version)
      throws IOException, InterruptedException {
    ControlPlaneApi api = region.api();
    long which = version.isPresent() ? version.get() : shown(api, name);
    JsonNode found = api.get(PolicyPaths.version(name, which)).good();
    output.print(out(), found, each -> out().print(each.path("text").asText()));
    return 0;
  }

  private static long shown(ControlPlaneApi api, String name)
      throws IOException, InterruptedException {
    JsonNode policy = api.get(PolicyPaths.of(name)).good();
    long stable = policy.path("stable").asLong();
    long newest = policy.path("newest").path("version").asLong();
    if (stable == 0 && newest == 0) {
      throw new IOException(name + ": no version yet (expected: one that was applied)");
    }
    return stable == 0 ? newest : stable;
  }

  @Command(
      description = {
        "Shows a policy's rollout: its stages, what was measured, what was predicted.",
        "With --watch each change until it is over; exit code 1 if it goes back or is aborted."
      })
  int status(
      @Mixin OneRegion region, @Mixin Output output, @Parameters(paramLabel = NAME) String name)
      throws IOException, InterruptedException {
    PolicyWatch watch = new PolicyWatch(region.api(), name);
    JsonNode policy = watch.policy();
    if (output.isWatch()) {
      return watch.followRollout(policy, output, out(), "rolled-out");
    }
    output.print(out(), policy, each -> PolicyWords.print(out(), each));
    return 0;
  }

  @Command(description = "Makes an earlier version's text the newest one, in force at once.")
  int rollback(
      @Mixin OneRegion region,
      @Mixin Output output,
      @Parameters(paramLabel = NAME) String name,
      @Option(
              names = "--to",
              paramLabel = "VERSION",
              description = "Which one (default: the one before the stable one).")
          Optional<Long> version,
      @Option(names = "--comment", paramLabel = "TEXT", description = COMMENT)
          Optional<String> comment)
      throws IOException, InterruptedException {
    Map<String, Object> order = commented(comment);
    version.ifPresent(to -> order.put("version", to));
    return asked(region, name, "rollback", order, output, "rolled-out");
  }

  @Command(description = "Has a policy say nothing any more, at once; its versions stay.")
  int rm(
      @Mixin OneRegion region,
      @Mixin Output output,
      @Parameters(paramLabel = NAME) String name,
      @Option(names = "--comment", paramLabel = "TEXT", description = COMMENT)
          Optional<String> comment)
      throws IOException, InterruptedException {
    return asked(region, name, "remove", commented(comment), output, "rolled-out");
  }

  @Command(description = "Holds a rollout at its stage; the guards are still watched.")
  int pause(
      @Mixin OneRegion region, @Mixin Output output, @Parameters(paramLabel = NAME) String name)
      throws IOException, InterruptedException {
    return asked(region, name, "pause", new LinkedHashMap<>(), output, "rolled-out");
  }

  @Command(description = "Lets a paused rollout go on.")
  int resume(
      @Mixin OneRegion region, @Mixin Output output, @Parameters(paramLabel = NAME) String name)
      throws IOException, InterruptedException {
    return asked(region, name, "resume", new LinkedHashMap<>(), output, "rolled-out");
  }

  @Command(description = "Stops a rollout; what was in force before is again.")
  int abort(
      @Mixin OneRegion region, @Mixin Output output, @Parameters(paramLabel = NAME) String name)
      throws IOException, InterruptedException {
    return asked(region, name, "abort", new LinkedHashMap<>(), output, "aborted");
  }

  private int asked(
      OneRegion region,
      String name,
      String verb,
      Map<String, Object> order,
      Output output,
      String wanted)
      throws IOException, InterruptedException {
    ControlPlaneApi api = region.api();
    JsonNode policy =
        api.post(PolicyPaths.of(name) + "/" + verb, OperationWatch.byMe(order)).good();
    return new PolicyWatch(api, name).followRollout(policy, output, out(), wanted);
  }

  private static Map<String, Object> commented(Optional<String> comment) {
    Map<String, Object> order = new LinkedHashMap<>();
    comment.ifPresent(why -> order.put("comment", why));
    return order;
  }

  @Command(
      description = {
        "Checks a file as a control plane would, and asks none.",
        "Exit code 2 if it is wrong; each problem is a line that names its place."
      })
  int check(@Parameters(paramLabel = "FILE") Path file) throws IOException {
    PolicyFile good = PolicyFile.read(file, spec.commandLine());
    out().println(file + ": a good " + good.policy().kind() + " called " + good.name());
    out().flush();
    return 0;
  }

  @Command(description = "Prints what policies may say, as JSON Schema, for editors.")
  int schema() throws IOException {
    try (InputStream in = PolicySchema.location().openStream()) {
      out().print(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    out().flush();
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
