package io.drawbridge.cli;

import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetDocument.ProcessEntry;
import io.drawbridge.cli.context.FleetFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the local fleet's processes. */
@Command(
    name = "status",
    description = {
      "Lists the processes of the local fleet: running, held (killed or stopped by `drawbridge"
          + " local`), stopped by others, restarting or dead.",
      "Exit code 1 if there is no fleet, or one of its processes does not live."
    })
final class StatusCommand implements Callable<Integer> {
  enum Format {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private FleetOptions options = new FleetOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  /** One process as {@code -o json} prints it. */
  record Line(
      String role,
      String region,
      String name,
      long pid,
      Map<String, String> addresses,
      String state,
      String log) {
    static Line of(ProcessEntry process, boolean launcherLives) {
      return new Line(
          process.role(),
          process.region(),
          process.name(),
          process.pid(),
          process.addresses(),
          process.state(launcherLives),
          process.log());
    }
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Optional<FleetDocument> fleet = new FleetFile(options.home()).read();
    List<ProcessEntry> processes =
        ProcessTable.sorted(fleet.map(FleetDocument::processes).orElse(List.of()));
    boolean launcherLives = fleet.filter(known -> known.launcher().isAlive()).isPresent();
    if (format == Format.JSON) {
      out.println(FleetFile.JSON.writeValueAsString(lines(processes, launcherLives)));
      out.flush();
    } else if (fleet.isEmpty()) {
      spec.commandLine().getErr().println("no local fleet (start one by `drawbridge up`)");
    } else {
      new ProcessTable(out).print(processes, launcherLives);
      out.println(launcher(fleet.get()));
      out.flush();
    }
    boolean whole = processes.stream().allMatch(process -> process.identity().isAlive());
    return fleet.isPresent() && whole ? 0 : 1;
  }

  private static List<Line> lines(List<ProcessEntry> processes, boolean launcherLives) {
    return processes.stream().map(process -> Line.of(process, launcherLives)).toList();
  }

  private static String launcher(FleetDocument fleet) {
    String pid = "Launcher: pid " + fleet.launcher().pid();
    if (!fleet.launcher().isAlive()) {
      return pid + ", dead; `drawbridge down` ends what it left";
    }
    return pid + (fleet.ready() ? ", ready" : ", not ready yet");
  }
}
