package io.drawbridge.cli;

import io.drawbridge.cli.local.FleetStop;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the local fleet, whoever started it and whatever became of its launcher. */
@Command(name = "down", description = "Stops the local fleet, also one whose launcher was killed.")
final class DownCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FleetOptions options = new FleetOptions();

  @Override
  public Integer call() throws Exception {
    EventLog events = new EventLog(spec.commandLine().getErr());
    boolean stopped = FleetStop.stop(options.home(), events);
    if (!stopped) {
      spec.commandLine().getErr().println("no local fleet runs in " + options.home());
    }
    return 0;
  }
}
