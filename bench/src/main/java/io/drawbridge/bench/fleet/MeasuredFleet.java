package io.drawbridge.bench.fleet;

import io.drawbridge.bench.gateway.BenchServers;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.bench.machine.JavaProgram;
import io.drawbridge.cli.context.Folders;
import io.drawbridge.cli.servers.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Control planes of some regions, each region with its etcd and a process that simulates its
 * gateways. All of it ends when closed. Threads: one owner.
 */
public final class MeasuredFleet implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(5);
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final long LOOK_AGAIN_MILLIS = 50;
  private static final String WRITES = "etcd_server_proposals_applied_total ";

  /** Seven thousand connections. */
  private static final String HEAP_OF_LOAD = "-Xmx3g";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Deque<Child> started = new ArrayDeque<>();
  private final List<Child> controlPlanes = new ArrayList<>();
  private final List<Child> loads = new ArrayList<>();
  private final List<FleetPlace> places;
  private final Path folder;

  private MeasuredFleet(Path folder, List<FleetPlace> places) {
    this.folder = folder;
    this.places = places;
  }

  /**
   * Returns when every replica serves; there are no gateways yet.
   *
   * @param folder ours alone; emptied
   * @param command what starts a control plane, but for its configuration
   * @param changesPercent gateways that report another load each second
   */
  public static MeasuredFleet start(
      Path folder,
      Program etcd,
      List<String> command,
      int regions,
      int replicas,
      double changesPercent)
      throws IOException, InterruptedException {
    List<FleetPlace> places =
        IntStream.rangeClosed(1, regions).mapToObj(n -> new FleetPlace(n, replicas)).toList();
    MeasuredFleet fleet = new MeasuredFleet(Folders.recreate(folder), places);
    try {
      for (FleetPlace place : places) {
        fleet.startRegion(place, etcd, command);
      }
      fleet.awaitReady();
      for (FleetPlace place : places) {
        fleet.startLoad(place, changesPercent);
      }
      return fleet;
    } catch (IOException | InterruptedException e) {
      fleet.close();
      throw e;
    }
  }

  /** All replicas of all regions. */
  public List<Child> controlPlanes() {
    return List.copyOf(controlPlanes);
  }

  /** Everything that runs. */
  public List<Child> processes() {
    return List.copyOf(started);
  }

  /** Returns when each region has so many gateways, and its snapshot too. */
  public void gateways(int each) throws IOException, InterruptedException {
    ask("gateways " + each);
  }

  /** Returns when each region has so many subscribers. */
  public void subscribers(int each) throws IOException, InterruptedException {
    ask("subscribers " + each);
  }

  /** Counts from zero again. */
  public void restart() throws IOException, InterruptedException {
    ask("restart");
  }

  /** What was counted since. */
  public FleetFigures figures() throws IOException, InterruptedException {
    return FleetFigures.of(ask("figures"));
  }

  /** Changes that all etcds together have applied so far. */
  public double etcdWrites() throws IOException, InterruptedException {
    double writes = 0;
    for (FleetPlace place : places) {
      writes +=
          get(place.etcdClients() + "/metrics")
              .body()
              .lines()
              .filter(line -> line.startsWith(WRITES))
              .mapToDouble(line -> Double.parseDouble(line.substring(WRITES.length())))
              .findFirst()
              .orElseThrow(() -> new IOException("etcd: no metric " + WRITES));
    }
    return writes;
  }

  @Override
  public void close() {
    loads.forEach(Child::kill); // they would deregister one by one
    controlPlanes.forEach(Child::kill);
    started.forEach(Child::kill);
    http.shutdownNow();
  }

  private void startRegion(FleetPlace place, Program etcd, List<String> command)
      throws IOException, InterruptedException {
    Path ours = Files.createDirectories(folder.resolve(place.region()));
    started.push(BenchServers.etcd(ours, etcd, place.etcdClients(), place.etcdPeers()));
    for (int replica = 1; replica <= place.replicas(); replica++) {
      List<String> whole = new ArrayList<>(command);
      whole.addAll(List.of("--config", configuration(ours, place, replica).toString()));
      Child controlPlane = Child.start(place.name(replica), ours, Cores.ofServer(), whole);
      started.push(controlPlane);
      controlPlanes.add(controlPlane);
    }
  }

  private void startLoad(FleetPlace place, double changesPercent)
      throws IOException, InterruptedException {
    FleetLoadOptions options =
        new FleetLoadOptions(
            place.region(), place.etcdClients(), place.controlPlanes(), changesPercent);
    List<String> jvm = new ArrayList<>(JavaProgram.LOAD);
    jvm.add(HEAP_OF_LOAD);
    Child load =
        Child.start(
            "load-" + place.region(),
            folder,
            Cores.ofLoad(),
            JavaProgram.of(jvm, FleetLoadMain.class.getName(), options.arguments()));
    started.push(load);
    loads.add(load);
    load.awaitLine("ready", READY_WITHIN);
  }

  private Path configuration(Path ours, FleetPlace place, int replica) throws IOException {
    String others =
        places.stream()
            .filter(other -> other.number() != place.number())
            .map(other ->
                "{region: %s, control-planes: [\"%s\"]}"
                    .formatted(other.region(), String.join("\", \"", other.controlPlanes())))
            .collect(Collectors.joining(", "));
    return Files.writeString(
        ours.resolve(place.name(replica) + ".yaml"),
        """
        replica: %s
        region: %s
        insecure: true
        rest-address: "%s"
        grpc-address: "%s"
        operations-address: "%s"
        etcd: {endpoints: ["%s"]}
        other-regions: [%s]
        """
            .formatted(
                place.name(replica),
                place.region(),
                place.rest(replica),
                place.grpc(replica),
                place.operations(replica),
                place.etcdClients(),
                others));
  }

  private List<String> ask(String command) throws IOException, InterruptedException {
    for (Child load : loads) {
      load.tell(command);
    }
    List<String> answers = new ArrayList<>();
    for (Child load : loads) {
      answers.add(load.awaitLine(command, ANSWER_WITHIN));
    }
    return answers;
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    for (FleetPlace place : places) {
      for (int replica = 1; replica <= place.replicas(); replica++) {
        while (!isUp(place.operations(replica))) {
          if (System.nanoTime() - deadline > 0) {
            throw new IOException(
                "%s: not ready within %d s (its log is in %s)"
                    .formatted(place.name(replica), READY_WITHIN.toSeconds(), folder));
          }
          Thread.sleep(LOOK_AGAIN_MILLIS);
        }
      }
    }
  }

  private boolean isUp(String operations) throws InterruptedException {
    try {
      return get("http://" + operations + "/startupz").statusCode() == 200;
    } catch (IOException _) {
      return false; // not listening yet
    }
  }

  private HttpResponse<String> get(String uri) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(5)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
