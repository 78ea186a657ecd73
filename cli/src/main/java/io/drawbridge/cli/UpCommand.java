package io.drawbridge.cli;

import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.local.FleetException;
import io.drawbridge.cli.local.FleetSettings;
import io.drawbridge.cli.local.LocalFleet;
import io.drawbridge.cli.local.Timers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a local fleet and stays until it is told to stop. */
@Command(
    name = "up",
    description = {
      "Starts a local fleet: etcd, Redis, a control plane, ipconfig, two gateways and the chat"
          + " example, each a process of its own on loopback addresses.",
      "Ready means that every process says so and a message went from one client to another.",
      "Ctrl-C stops everything that was started, and nothing else."
    })
final class UpCommand implements Callable<Integer> {
  enum TimerSet {
    UP,
    TEST;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private FleetOptions options = new FleetOptions();

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      description = "First port; the fleet uses 51 from there (default: ${DEFAULT-VALUE}).")
  private int basePort = FleetSettings.DEFAULT_BASE_PORT;

  @Option(
      names = "--timers",
      description =
          "up, unhurried; or test, as short as tests need them (default: ${DEFAULT-VALUE}).")
  private TimerSet timers = TimerSet.UP;

  @Option(
      names = "--detach",
      description = "Return once the fleet is ready; `drawbridge down` stops it.")
  private boolean detach;

  @Option(names = "--in-background", hidden = true, description = "What --detach starts.")
  private boolean background;

  @Override
  public Integer call() throws Exception {
    FleetSettings settings = settings();
    if (detach) {
      return detach(settings);
    }
    return run(settings);
  }

  private int detach(FleetSettings settings) throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    DetachedLauncher launcher = new DetachedLauncher(settings.home(), spec.commandLine().getErr());
    int code = launcher.run(arguments());
    Optional<FleetDocument> fleet = new FleetFile(settings.home()).read();
    if (code == 0 && fleet.isPresent()) {
      Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
      report().print(fleet.get(), settings.home(), took, "`drawbridge down` stops it.");
    }
    return code;
  }

  private ReadyReport report() {
    return new ReadyReport(spec.commandLine().getOut());
  }

  private FleetSettings settings() {
    try {
      return options.settings(basePort, timers == TimerSet.UP ? Timers.UP : Timers.TEST);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private List<String> arguments() {
    return List.of(
        "up",
        "--in-background",
        "--home=" + options.home(),
        "--base-port=" + basePort,
        "--timers=" + timers);
  }

  private int run(FleetSettings settings) throws FleetException, InterruptedException, IOException {
    EventLog events = new EventLog(spec.commandLine().getErr());
    long startNanos = System.nanoTime();
    LocalFleet fleet = LocalFleet.create(settings, events);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(fleet, events), "stop-fleet"));
    fleet.start();
    if (!background) { // else who started it says so
      Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
      report().print(fleet.document(), settings.home(), took, "Ctrl-C stops it.");
    }
    new CountDownLatch(1).await(); // until a signal; the hook ends the process
    return 0;
  }

  /** Runs inside the JVM's exit, whatever began it; ends it with 0 if it was a signal. */
  private static void stop(LocalFleet fleet, EventLog events) {
    boolean wasReady = fleet.document().ready();
    if (!fleet.isClosed()) { // else it failed and has said so
      events.accept("stopping");
      fleet.close();
      events.accept("stopped");
    }
    Runtime.getRuntime().halt(wasReady ? 0 : 1);
  }
}
