package io.drawbridge.cli.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs where.
 *
 * @param version of this form; readers ignore what they do not know
 * @param basePort the port of gateways' client doors, from which all others are counted
 * @param ready every check has passed and a message was delivered
 * @param developmentKey JWK that signs clients' tokens in this fleet alone
 * @param apiToken bearer token of the control planes' REST API
 */
public record FleetDocument(
    int version,
    int basePort,
    boolean ready,
    ProcessIdentity launcher,
    Bootstrap bootstrap,
    Map<String, String> developmentKey,
    String apiToken,
    List<Region> regions,
    List<ProcessEntry> processes) {

  public static final int VERSION = 1;

  public FleetDocument {
    regions = List.copyOf(regions);
    processes = List.copyOf(processes);
  }

  /** Where clients begin: the name that HTTPDNS resolves, and the port of what it resolves to. */
  public record Bootstrap(String httpdnsName, int ipconfigPort) {}

  /**
   * One region.
   *
   * @param httpdns base URLs of HTTPDNS servers
   * @param controlPlanes base URLs of the REST API, at each control plane; the first is also where
   *     people look at the console
   */
  public record Region(
      int number, String region, List<String> httpdns, List<String> controlPlanes) {
    public Region {
      httpdns = List.copyOf(httpdns);
      controlPlanes = List.copyOf(controlPlanes);
    }
  }

  /**
   * One process.
   *
   * @param addresses {@code host:port} by what is served there
   * @param log path of its log file
   * @param condition as its launcher knows it
   */
  public record ProcessEntry(
      String role,
      String region,
      String name,
      long pid,
      long startTicks,
      Map<String, String> addresses,
      String log,
      Condition condition) {

    public ProcessIdentity identity() {
      return new ProcessIdentity(pid, startTicks);
    }

    /** One word or two for people: what the kernel says now, and why if the launcher knows. */
    public String state(boolean launcherLives) {
      return switch (identity().state()) {
        case RUNNING ->
            (launcherLives && condition == Condition.STARTING ? condition : Condition.RUNNING)
                .key();
        case STOPPED -> condition == Condition.HELD_STOPPED ? condition.key() : "stopped";
        case DEAD -> (explainsDeath(launcherLives) ? condition : Condition.DEAD).key();
      };
    }

    private boolean explainsDeath(boolean launcherLives) {
      return condition == Condition.HELD_KILLED
          || (condition == Condition.RESTARTING && launcherLives);
    }
  }

  public Optional<Region> region(int number) {
    return regions.stream().filter(region -> region.number() == number).findFirst();
  }

  /** With {@code entry} instead of an earlier one of the same region and name. */
  public FleetDocument with(ProcessEntry entry) {
    List<ProcessEntry> next = new ArrayList<>(processes);
    next.removeIf(old -> old.region().equals(entry.region()) && old.name().equals(entry.name()));
    next.add(entry);
    return new FleetDocument(
        version, basePort, ready, launcher, bootstrap, developmentKey, apiToken, regions, next);
  }

  public FleetDocument whenReady() {
    return new FleetDocument(
        version, basePort, true, launcher, bootstrap, developmentKey, apiToken, regions, processes);
  }
}
