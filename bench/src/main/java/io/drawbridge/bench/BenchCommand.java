package io.drawbridge.bench;

import io.drawbridge.bench.micro.Micro;
import io.drawbridge.bench.run.Bench;
import io.drawbridge.bench.run.Figures;
import io.drawbridge.bench.run.Fleet;
import io.drawbridge.bench.run.FleetSize;
import io.drawbridge.bench.run.Handover;
import io.drawbridge.bench.run.HandoverSize;
import io.drawbridge.bench.run.Idle;
import io.drawbridge.bench.run.Overload;
import io.drawbridge.bench.run.OverloadSize;
import io.drawbridge.bench.run.Peers;
import io.drawbridge.bench.run.Push;
import io.drawbridge.bench.run.Recorded;
import io.drawbridge.bench.run.Returns;
import io.drawbridge.bench.run.ReturnsSize;
import io.drawbridge.bench.run.Size;
import io.drawbridge.bench.run.Slow;
import io.drawbridge.bench.run.StartUp;
import io.drawbridge.bench.run.Storm;
import io.drawbridge.bench.run.Tls;
import io.drawbridge.bench.run.Upstream;
import io.drawbridge.bench.yardstick.Yardstick;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The program behind {@code ./drawbridge bench}. Exit codes: 0 done, 1 failed (of a hand-over: also
 * if a bar is missed), 2 wrong usage, 3 done, but the machine was not what it was when the figures
 * were recorded.
 */
@Command(
    name = "bench",
    description = {
      "Measures a gateway and, in the same run, an echo server in C and one on Netty.",
      "docs/performance.md says what each figure means and what was measured before."
    })
public final class BenchCommand implements Callable<Integer> {
  /** Exit code of a run whose figures must not be used. */
  static final int NOT_COUNTED = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli sets and reads it
  private boolean help;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new BenchCommand())
        .setParameterExceptionHandler(BenchCommand::misused)
        .setExecutionExceptionHandler(BenchCommand::failed);
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "no bench (expected: one of " + String.join(", ", spec.subcommands().keySet()) + ")");
  }

  @Command(description = "Memory of a session whose client is silent.")
  int idle(@Mixin BenchOptions options) throws Exception {
    return run(options, bench -> new Idle(bench, options.size()).run());
  }

  @Command(description = "Messages from clients, answered by the gateway itself and by a business.")
  int upstream(@Mixin BenchOptions options) throws Exception {
    return run(options, bench -> new Upstream(bench, options.size()).run());
  }

  @Command(description = "Pushes to clients, acknowledged and not.")
  int push(@Mixin BenchOptions options) throws Exception {
    return run(options, bench -> new Push(bench, options.size()).run());
  }

  @Command(description = "A fan-out in which one client of twenty stops reading.")
  int slow(@Mixin BenchOptions options) throws Exception {
    return run(options, bench -> new Slow(bench, options.size()).run());
  }

  @Command(description = "Clients that connect, with a token of their own each, and leave.")
  int storm(@Mixin BenchOptions options) throws Exception {
    return run(options, bench -> new Storm(bench, options.size()).run());
  }

  @Command(
      description = "Memory of a silent session behind TLS, and handshakes, whole and resumed.")
  int tls(@Mixin BenchOptions options) throws Exception {
    return run(options, bench -> new Tls(bench, options.size()).run());
  }

  @Command(description = "From a gateway's exec to its first CONNECTED.")
  int start(@Mixin BenchOptions options) throws Exception {
    return run(options, bench -> new StartUp(bench).run());
  }

  @Command(description = "mosquitto and HiveMQ CE, at the MQTT work nearest to a gateway's.")
  int peers(@Mixin BenchOptions options) throws Exception {
    return run(options, bench -> new Peers(bench, options.size()).run());
  }

  @Command(description = "Control planes under simulated gateways, in one region and in several.")
  int fleet(@Mixin FleetOptions options) throws Exception {
    return run(
        options.jvm(),
        bench -> new Fleet(bench, options.size()).run(),
        figures ->
            options.size().equals(FleetSize.FULL)
                ? Optional.empty()
                : Optional.of("a fleet of another size is another figure"));
  }

  @Command(
      description = "A business that is offered up to ten times what it can do, by four tiers.")
  int overload(@Mixin OverloadOptions options) throws Exception {
    return run(
        options.jvm(),
        bench -> new Overload(bench, options.size()).run(),
        figures ->
            options.size().equals(OverloadSize.FULL)
                ? Optional.empty()
                : Optional.of("a load of another size is another figure"));
  }

  @Command(description = "Clients that lose their gateway, all at once, and come back to others.")
  int returns(@Mixin ReturnsOptions options) throws Exception {
    return run(
        options.jvm(),
        bench -> new Returns(bench, options.size()).run(),
        figures ->
            options.size().equals(ReturnsSize.FULL)
                ? Optional.empty()
                : Optional.of("a load of another size is another figure"));
  }

  @Command(description = "A gateway that is restarted under its clients, who stay connected.")
  int handover(@Mixin HandoverOptions options) throws Exception {
    List<String> missed = new ArrayList<>();
    int done =
        run(
            options.jvm(),
            bench -> {
              Handover handover = new Handover(bench, options.size(), !options.untrained());
              missed.addAll(options.killed() ? handover.runKilled() : handover.run());
            },
            figures ->
                List.of(HandoverSize.FULL, HandoverSize.FULL_TLS).contains(options.size())
                    ? Optional.empty()
                    : Optional.of("a load of another size is another figure"));
    missed.forEach(line -> spec.commandLine().getOut().println("missed: " + line));
    spec.commandLine().getOut().flush();
    return missed.isEmpty() ? done : CommandLine.ExitCode.SOFTWARE;
  }

  @Command(
      description = "Single classes by JMH: nanoseconds and bytes of each operation. Not compared.")
  int jmh(
      @Parameters(
              arity = "0..1",
              paramLabel = "REGEX",
              defaultValue = "",
              description = "Part of the names of those to run (default: all).")
          String regex,
      @Mixin BenchOptions options)
      throws Exception {
    Figures figures = figures();
    try (BenchLock _ = BenchLock.take(folder())) {
      Micro.run(
          regex,
          options.jvm(),
          (name, nanos, bytes) -> {
            figures.add("jmh." + name + ".ns", nanos);
            figures.add("jmh." + name + ".bytes", bytes);
          });
    }
    print(figures);
    return CommandLine.ExitCode.OK;
  }

  /** One of the benches. */
  private interface Run {
    void on(Bench bench) throws Exception;
  }

  /** Why figures do not count; empty if they do. */
  private interface Judge {
    Optional<String> objection(Figures figures) throws IOException;
  }

  private int run(BenchOptions options, Run what) throws Exception {
    return run(options.jvm(), what, figures -> objection(options, figures));
  }

  private int run(List<String> jvm, Run what, Judge judge) throws Exception {
    Figures figures = figures();
    Optional<Path> lib = Optional.ofNullable(System.getProperty("drawbridge.lib")).map(Path::of);
    try (BenchLock _ = BenchLock.take(folder())) {
      what.on(
          new Bench(
              folder(), lib, var().resolve("servers"), jvm, List.of(Yardstick.values()), figures));
    }
    print(figures);
    Optional<String> objection = judge.objection(figures);
    objection.ifPresent(why -> spec.commandLine().getOut().println("not counted: " + why));
    spec.commandLine().getOut().flush();
    return objection.isPresent() ? NOT_COUNTED : CommandLine.ExitCode.OK;
  }

  private Figures figures() {
    return new Figures(spec.commandLine().getErr()::println);
  }

  private void print(Figures figures) {
    PrintWriter out = spec.commandLine().getOut();
    figures.lastLines().forEach(out::println);
    out.flush();
  }

  private static Path folder() {
    return var().resolve("bench");
  }

  private static Path var() {
    return Path.of(System.getProperty("drawbridge.var", "var"));
  }

  private static Optional<String> objection(BenchOptions options, Figures figures)
      throws IOException {
    if (!options.size().equals(Size.FULL)) {
      return Optional.of("a load of another size is another figure");
    }
    Path bench = Path.of(System.getProperty("drawbridge.bench", "bench"));
    Recorded recorded = new Recorded(bench.resolve("recorded.properties"));
    if (options.record()) {
      recorded.record(figures);
    }
    return recorded.objection(figures);
  }

  private static int misused(ParameterException e, String[] args) {
    e.getCommandLine().getErr().println("bench: " + e.getMessage() + " (bench --help says more)");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult result) {
    command.getErr().println("bench: " + (e.getMessage() == null ? e : e.getMessage()));
    if ("DEBUG".equals(System.getenv("DRAWBRIDGE_LOG_LEVEL"))) {
      e.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
