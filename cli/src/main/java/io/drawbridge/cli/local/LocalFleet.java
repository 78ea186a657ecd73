package io.drawbridge.cli.local;

import io.drawbridge.cli.context.DevelopmentKey;
import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.context.Folders;
import io.drawbridge.cli.servers.Servers;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A fleet of real processes on loopback addresses of this machine.
 *
 * <pre>{@code
 * try (LocalFleet fleet = LocalFleet.create(settings, System.err::println)) {
 *   fleet.start();
 *   fleet.process("gw-1").kill();
 * }
 * }</pre>
 *
 * Threads: {@link #close} may be called while {@link #start} runs and makes it fail; otherwise one.
 */
public final class LocalFleet implements AutoCloseable {
  private final FleetHome home;
  private final FleetSettings settings;
  private final Consumer<String> events;
  private final FleetRecord record;
  private final List<LocalProcess> processes = new ArrayList<>();
  private boolean closed;

  private LocalFleet(
      FleetHome home, FleetSettings settings, Consumer<String> events, FleetRecord record) {
    this.home = home;
    this.settings = settings;
    this.events = events;
    this.record = record;
  }

  /** A base port for a fleet of a test; nobody listens on its range now. */
  public static int freeBasePort() {
    return PortCheck.freeBasePort();
  }

  /**
   * Takes the home, ends what a killed launcher left there, and writes all configuration. Starts
   * nothing.
   *
   * @param events told of everything worth a line, on any thread
   */
  public static LocalFleet create(FleetSettings settings, Consumer<String> events)
      throws FleetException, InterruptedException {
    try {
      FleetHome home = FleetHome.lock(settings.home());
      try {
        if (!Leftovers.of(settings.home()).isEmpty()) {
          events.accept("an earlier launcher was killed; ending what it left");
          Leftovers.stop(settings.home(), events);
        }
        return prepare(home, settings, events);
      } catch (IOException | FleetException | RuntimeException e) {
        home.close();
        throw e;
      }
    } catch (IOException e) {
      throw new FleetException(settings.home() + ": " + e.getMessage(), e);
    }
  }

  private static LocalFleet prepare(FleetHome home, FleetSettings settings, Consumer<String> events)
      throws IOException, FleetException, InterruptedException {
    Servers servers = servers(settings, events);
    DevelopmentKey key = DevelopmentKey.create();
    Secrets secrets = Secrets.write(settings.home(), key);
    List<ProcessPlan> plans = new ArrayList<>();
    for (int region = 1; region <= settings.regions(); region++) {
      Folders.recreate(settings.folder(region));
      ConfigFiles files =
          new ConfigFiles(settings, region, secrets.keysFile(), secrets.apiTokenFile());
      plans.addAll(new RegionPlan(settings, region, files).processes(servers));
    }
    PortCheck.requireFree(plans);
    FleetRecord record = FleetRecord.create(settings, key, secrets.apiToken());
    LocalFleet fleet = new LocalFleet(home, settings, events, record);
    String mark = settings.home().toString();
    plans.forEach(plan -> fleet.processes.add(new LocalProcess(plan, mark, record, events)));
    return fleet;
  }

  private static Servers servers(FleetSettings settings, Consumer<String> events)
      throws IOException, FleetException, InterruptedException {
    try {
      return Servers.find(settings.servers(), events);
    } catch (ServersException e) {
      throw new FleetException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Returns when every process is ready and a message of one client has reached another; if that
   * fails, everything started is stopped again.
   */
  public void start() throws FleetException, InterruptedException {
    try {
      new StartOrder(List.copyOf(processes), events).run();
      events.accept("sending a message from one client to another");
      new Probe(InstantSource.system()).deliver(document());
      record.ready();
    } catch (IOException e) {
      close();
      throw new FleetException("fleet.json: " + e.getMessage(), e);
    } catch (FleetException | InterruptedException e) {
      close();
      throw e;
    }
  }

  /** What {@code fleet.json} says. */
  public FleetDocument document() {
    return record.document();
  }

  public Path home() {
    return settings.home();
  }

  public List<LocalProcess> processes() {
    return List.copyOf(processes);
  }

  /** By name in the first region, such as {@code gw-1}; of another one as {@code local-2/gw-1}. */
  public LocalProcess process(String name) {
    int slash = name.indexOf('/');
    String region = slash < 0 ? FleetSettings.regionName(1) : name.substring(0, slash);
    return processes.stream()
        .filter(process -> process.region().equals(region))
        .filter(process -> process.name().equals(name.substring(slash + 1)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                name
                    + ": no such process (expected: one of "
                    + processes.stream().map(LocalProcess::name).toList()
                    + ")"));
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  /** Stops everything in order, within a minute, and gives the home back. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    processes.forEach(LocalProcess::retire);
    try (home) {
      Leftovers.stop(settings.home(), events);
      new FleetFile(settings.home()).delete();
    } catch (IOException e) {
      events.accept("stop: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
