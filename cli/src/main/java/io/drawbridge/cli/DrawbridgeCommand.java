package io.drawbridge.cli;

import io.drawbridge.cli.connect.ConnectCommand;
import io.drawbridge.cli.fleet.ClientCommand;
import io.drawbridge.cli.fleet.FleetCommand;
import io.drawbridge.cli.fleet.GatewayCommand;
import io.drawbridge.cli.fleet.OperationCommand;
import io.drawbridge.cli.fleet.PolicyCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program behind {@code ./drawbridge}. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
    name = "drawbridge",
    description = "Runs a local fleet and talks to fleets.",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LocalCommand.class,
      ConnectCommand.class,
      FleetCommand.class,
      GatewayCommand.class,
      OperationCommand.class,
      ClientCommand.class,
      PolicyCommand.class,
      ServersCommand.class,
      TrainCommand.class
    })
public final class DrawbridgeCommand implements Callable<Integer> {
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
    return new CommandLine(new DrawbridgeCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(DrawbridgeCommand::misused)
        .setExecutionExceptionHandler(DrawbridgeCommand::failed);
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "no command (expected: one of " + String.join(", ", spec.subcommands().keySet()) + ")");
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + e.getMessage() + " (" + name + " --help says more)");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult result) {
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + (e.getMessage() == null ? e : e.getMessage()));
    if ("DEBUG".equals(System.getenv("DRAWBRIDGE_LOG_LEVEL"))) {
      e.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
