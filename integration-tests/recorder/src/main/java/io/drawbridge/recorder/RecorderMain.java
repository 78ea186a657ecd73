package io.drawbridge.recorder;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. Exit codes: 0 done, 1 failed or violations found, 2 wrong usage. */
@Command(
    name = "recorder",
    description = "Clients and a business that write down what they see, and a checker of it.",
    subcommands = {
      ClientsCommand.class,
      BusinessCommand.class,
      CollectCommand.class,
      CheckCommand.class
    })
public final class RecorderMain {
  private RecorderMain() {}

  public static void main(String... args) {
    System.exit(new CommandLine(new RecorderMain()).execute(args));
  }
}
