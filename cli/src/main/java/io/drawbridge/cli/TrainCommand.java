package io.drawbridge.cli;

import io.drawbridge.cli.local.AotTraining;
import io.drawbridge.cli.local.FleetException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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

  @ArgGroup(exclusive = false)
  private @Nullable Release release;

  /** One to be delivered; the caches of the local fleet stay as they are. */
  private static final class Release {
    @Option(
        names = "--gateway-cache",
        required = true,
        paramLabel = "FILE",
        description = "Only the gateway's cache is made, and goes here.")
    private Path cache = Path.of("");

    @Option(
        names = "--gateway-java",
        required = true,
        paramLabel = "OPTIONS",
        description = "The very options of java with which gateways will run.")
    private String java = "";
  }

  @Override
  public Integer call() throws FleetException, InterruptedException {
    EventLog events = new EventLog(spec.commandLine().getErr());
    Release given = release;
    if (given == null) {
      new AotTraining(options.lib(), work, options.servers(), events).run();
    } else {
      List<String> java = List.of(given.java.strip().split("\\s+"));
      new AotTraining(options.lib(), work, options.servers(), events, java)
          .runForGateway(given.cache);
    }
    return 0;
  }
}
