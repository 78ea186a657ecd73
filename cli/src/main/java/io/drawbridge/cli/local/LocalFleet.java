package io.drawbridge.cli.local;

import io.drawbridge.cli.context.DevelopmentKey;
import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.servers.Servers;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * A fleet of real processes on loopback addresses of this machine.
 *
 * <pre>{@code
 * try (LocalFleet fleet = LocalFleet.create(settings, System.err::println)) {
 *   fleet.start();
 *   fleet.kill("local-2/gw-1");
 *   fleet.start("local-2/gw-1");
 * }
 * }</pre>
 *
 * What dies by itself once the fleet runs is started again, if the settings say so. Names are as in
 * {@link #process}; wrong ones are an {@link IllegalArgumentException}. Threads: any; {@link
 * #close} makes everything else fail.
 */
public final class LocalFleet implements AutoCloseable {
  private final FleetHome home;
  private final FleetSettings settings;
  private final FleetRecord record;
  private final Consumer<String> events;
  private final Supervisor supervisor;
  private final Members members;
  private boolean closed;

  private LocalFleet(
      FleetHome home,
      FleetSettings settings,
      FleetPlan plan,
      FleetRecord record,
      Consumer<String> events) {
    this.home = home;
    this.settings = settings;
    this.record = record;
    this.events = events;
    this.supervisor = new Supervisor(settings.restart(), events);
    String mark = settings.home().toString();
    this.members =
        new Members(one -> new LocalProcess(one, mark, record, supervisor), plan::another);
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
    return create(settings, JavaCommand.of(settings.lib()), events);
  }

  static LocalFleet create(FleetSettings settings, JavaCommand java, Consumer<String> events)
      throws FleetException, InterruptedException {
    try {
      FleetHome home = FleetHome.lock(settings.home());
      try {
        if (!Leftovers.of(settings.home()).isEmpty()) {
          events.accept("an earlier launcher was killed; ending what it left");
          Leftovers.stop(settings.home(), events);
        }
        return prepare(home, settings, java, events);
      } catch (IOException | FleetException | RuntimeException e) {
        home.close();
        throw e;
      }
    } catch (IOException e) {
      throw new FleetException(settings.home() + ": " + e.getMessage(), e);
    }
  }

  private static LocalFleet prepare(
      FleetHome home, FleetSettings settings, JavaCommand java, Consumer<String> events)
      throws IOException, FleetException, InterruptedException {
    DevelopmentKey key = DevelopmentKey.create();
    Secrets secrets = Secrets.write(settings.home(), key);
    FleetPlan plan =
        FleetPlan.create(settings, new Programs(servers(settings, events), java), secrets);
    List<ProcessPlan> initial = plan.initial();
    PortCheck.requireFree(initial);
    FleetRecord record = FleetRecord.create(settings, key, secrets.apiToken());
    LocalFleet fleet = new LocalFleet(home, settings, plan, record, events);
    initial.forEach(fleet.members::add);
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
      new StartOrder(processes(), events).run();
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
    return members.all();
  }

  /** By name in the first region, such as {@code gw-1}; of another one as {@code local-2/gw-1}. */
  public LocalProcess process(String name) {
    return members.get(ProcessName.parse(name));
  }

  /**
   * SIGKILL; returns when it is gone. It stays down until {@link #start(String)} or {@link #cont}.
   *
   * @throws FleetException if it is down already
   */
  public void kill(String name) throws FleetException, InterruptedException {
    members.kill(ProcessName.parse(name));
  }

  /**
   * SIGSTOP: it keeps its sockets and answers nothing, until {@link #cont} or {@link
   * #start(String)}.
   *
   * @throws FleetException if it is not running
   */
  public void stop(String name) throws FleetException, InterruptedException {
    members.stop(ProcessName.parse(name));
  }

  /**
   * Lets a stopped process go on, at once; starts one that is down, as {@link #start(String)} does.
   *
   * @throws FleetException if it runs already
   */
  public void cont(String name) throws FleetException, InterruptedException {
    members.cont(ProcessName.parse(name));
  }

  /**
   * Returns when it is ready: a process that is down is started, a stopped one goes on, and one
   * that the fleet does not have yet is added, which a gateway, ipconfig or chat can be.
   *
   * @throws FleetException if it runs already, or is not ready in time
   */
  public void start(String name) throws FleetException, InterruptedException {
    members.start(ProcessName.parse(name));
  }

  /**
   * SIGTERM, waits until it is gone, starts it and returns when it is ready.
   *
   * @throws FleetException if it is down
   */
  public void restart(String name) throws FleetException, InterruptedException {
    members.restart(ProcessName.parse(name));
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
    supervisor.close();
    members.retire();
    try (home) {
      Leftovers.stop(settings.home(), events);
      record.delete();
    } catch (IOException e) {
      events.accept("stop: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
