package io.drawbridge.cli;

import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.local.FleetException;
import io.drawbridge.cli.local.FleetSettings;
import io.drawbridge.cli.local.FleetSize;
import io.drawbridge.cli.local.LocalFleet;
import io.drawbridge.cli.local.Restart;
import io.drawbridge.cli.local.Timers;
import io.drawbridge.cli.orders.FleetOrders;
import io.drawbridge.cli.orders.OrderSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
      "Starts a local fleet: in each region etcd, Redis, a control plane, ipconfig, gateways and"
          + " the chat example, each a process of its own on loopback addresses.",
      "Ready means that every process says so and a message went from one client to another.",
      "Processes that die are started again; `drawbridge local` kills, stops and adds some.",
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

  private static final Path NAMESPACES = Path.of("/run/netns");

  /** The `local` command writes its order at once. */
  private static final Duration ORDER_LIMIT = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;
  @Mixin private FleetOptions options = new FleetOptions();

  @Option(
      names = "--regions",
      paramLabel = "N",
      description = "Regions, 1 to 9 (default: ${DEFAULT-VALUE}).")
  private int regions = 2;

  @Option(
      names = "--gateways",
      paramLabel = "N",
      description = "Gateways in each region, 1 to 99 (default: ${DEFAULT-VALUE}).")
  private int gateways = 2;

  @Option(
      names = "--control-planes",
      paramLabel = "N",
      description = "Control planes in each region, 1 to 9 (default: ${DEFAULT-VALUE}).")
  private int controlPlanes = 1;

  @Option(
      names = "--etcds",
      paramLabel = "N",
      description = "Members of each region's etcd cluster: 1, 3 or 5 (default: ${DEFAULT-VALUE}).")
  private int etcds = 1;

  @Option(
      names = "--restart",
      paramLabel = "WHEN",
      description =
          "always: what dies is started again after 2 s, later each time; never: it is only"
              + " reported (default: ${DEFAULT-VALUE}).")
  private Restart restart = Restart.ALWAYS;

  @Option(
      names = "--netns",
      paramLabel = "R=NAME",
      description =
          "Start the processes of region R in the network namespace NAME, by `ip netns exec`;"
              + " repeatable.")
  private Map<Integer, String> namespaces = new TreeMap<>();

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
    namespaces.values().forEach(this::requireNamespace);
    try {
      return options
          .settings(basePort, timers == TimerSet.UP ? Timers.UP : Timers.TEST)
          .with(new FleetSize(regions, gateways, controlPlanes, etcds))
          .with(restart)
          .with(namespaces);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void requireNamespace(String name) {
    if (name.indexOf('/') >= 0 || !Files.exists(NAMESPACES.resolve(name))) {
      throw new ParameterException(
          spec.commandLine(),
          "netns: " + name + ": no such network namespace (expected: one of `ip netns list`)");
    }
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    Collections.addAll(
        arguments,
        "up",
        "--in-background",
        "--home=" + options.home(),
        "--regions=" + regions,
        "--gateways=" + gateways,
        "--control-planes=" + controlPlanes,
        "--etcds=" + etcds,
        "--base-port=" + basePort,
        "--restart=" + restart,
        "--timers=" + timers);
    namespaces.forEach((region, name) -> arguments.add("--netns=" + region + "=" + name));
    return arguments;
  }

  private int run(FleetSettings settings) throws FleetException, InterruptedException, IOException {
    EventLog events = new EventLog(spec.commandLine().getErr());
    long startNanos = System.nanoTime();
    LocalFleet fleet = LocalFleet.create(settings, events);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(fleet, events), "stop-fleet"));
    fleet.start();
    listen(fleet, events);
    if (!background) { // else who started it says so
      Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
      report().print(fleet.document(), settings.home(), took, "Ctrl-C stops it.");
    }
    new CountDownLatch(1).await(); // until a signal; the hook ends the process
    return 0;
  }

  /** Open until the process ends. Without it the fleet runs as well. */
  private static void listen(LocalFleet fleet, EventLog events) {
    try {
      OrderSocket.listen(fleet.home(), new FleetOrders(fleet, events), ORDER_LIMIT);
    } catch (IOException e) {
      events.accept("`drawbridge local` will not work: " + e.getMessage());
    }
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
