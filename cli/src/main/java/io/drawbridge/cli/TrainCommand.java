package io.drawbridge.cli;

import io.drawbridge.cli.local.AotTraining;
import io.drawbridge.cli.local.FleetException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes processes start faster; the script runs it after a build. */
@Command(
    name = "train",
    hidden = true,
    description = "Makes the ahead-of-time caches of the programs in a folder of jars.")
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FleetOptions options = new FleetOptions();

  @Option(names = "--work", required = true, description = "Folder for a throwaway fleet.")
  private Path work = Path.of("");

  @Override
  public Integer call() throws FleetException, InterruptedException {
    EventLog events = new EventLog(spec.commandLine().getErr());
    new AotTraining(options.lib(), work, options.servers(), events).run();
    return 0;
  }
}
