package io.drawbridge.cli;

import io.drawbridge.cli.orders.Answer;
import io.drawbridge.cli.orders.OrderClient;
import io.drawbridge.cli.orders.Verb;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Breaks, mends and grows the local fleet, one process at a time. */
@Command(
    name = "local",
    description = {
      "Kills, stops, starts and adds single processes of the local fleet.",
      "NAME is gw-N, cp-N, ipc-N, chat-N, etcd-N or redis-1 in the first region, local-2/gw-N in"
          + " the second. Each command returns when it is done.",
      "A killed or stopped process stays so until `start` or `cont`."
    })
final class LocalCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "no command (expected: one of " + String.join(", ", spec.subcommands().keySet()) + ")");
  }

  @Command(description = "SIGKILL, as a crash; it is not restarted by itself.")
  int kill(@Mixin FleetOptions options, @Parameters(paramLabel = "NAME") String name)
      throws IOException {
    return give(Verb.KILL, name, options);
  }

  @Command(description = "SIGSTOP: it keeps its sockets and answers nothing.")
  int stop(@Mixin FleetOptions options, @Parameters(paramLabel = "NAME") String name)
      throws IOException {
    return give(Verb.STOP, name, options);
  }

  @Command(description = "Lets a stopped process go on; starts a killed one.")
  int cont(@Mixin FleetOptions options, @Parameters(paramLabel = "NAME") String name)
      throws IOException {
    return give(Verb.CONT, name, options);
  }

  @Command(
      description = {
        "Starts a process that is down, or lets a stopped one go on, until it is ready.",
        "A gateway, ipconfig or chat that the fleet does not have is added to it: gw-3."
      })
  int start(@Mixin FleetOptions options, @Parameters(paramLabel = "NAME") String name)
      throws IOException {
    return give(Verb.START, name, options);
  }

  @Command(description = "SIGTERM, waits until it is gone, starts it again until it is ready.")
  int restart(@Mixin FleetOptions options, @Parameters(paramLabel = "NAME") String name)
      throws IOException {
    return give(Verb.RESTART, name, options);
  }

  private int give(Verb verb, String name, FleetOptions options) throws IOException {
    Answer answer = new OrderClient(options.home()).give(verb, name);
    PrintWriter to = answer.code() == 0 ? spec.commandLine().getOut() : spec.commandLine().getErr();
    to.println(
        answer.code() == 0
            ? answer.text()
            : "drawbridge local " + verb.key() + ": " + answer.text());
    to.flush();
    return answer.code();
  }
}
