package io.drawbridge.bench.gateway;

import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.cli.servers.Servers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Some gateways of one region, its control plane, etcd and Redis, all of which end with it. */
public final class MeasuredRegion implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final long LOOK_AGAIN_MILLIS = 50;

  /** A gateway takes twice as many sockets as CONNECTs: as docs/operating.md advises. */
  public static final int SOCKETS_PER_CONNECT = 2;

  /** So many sessions, and a tenth more sockets, fit into 20,000 open files. */
  private static final int CONNECTIONS = 16_000;

  private static final String RESUME_KEYS =
      "current: {id: bench, secret: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY}\n";

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Child> started = new ArrayList<>();
  private final List<Child> gateways = new ArrayList<>();
  private final Setup setup;
  private final int connectsPerSecond;

  private MeasuredRegion(Setup setup, int connectsPerSecond) {
    this.setup = setup;
    this.connectsPerSecond = connectsPerSecond;
  }

  /**
   * Returns when all gateways take clients and know each other.
   *
   * @param folder ours alone; emptied
   * @param gateway what starts one, but for its configuration
   * @param controlPlane the same
   * @param apart the gateway that must not take the others' time, as if it had a machine of its own
   * @param connectsPerSecond that each gateway answers
   */
  public static MeasuredRegion start(
      Path folder,
      Servers servers,
      List<String> gateway,
      List<String> controlPlane,
      int gateways,
      int apart,
      int connectsPerSecond)
      throws IOException, InterruptedException {
    MeasuredRegion region =
        new MeasuredRegion(Setup.write(folder, Variant.USUAL), connectsPerSecond);
    try {
      region.started.add(BenchServers.etcd(folder, servers.etcd()));
      region.started.add(BenchServers.redis(region.setup, servers.redis()));
      Files.writeString(folder.resolve("resume-keys.yaml"), RESUME_KEYS);
      region.launch("control-plane", Cores.ofLoad(), controlPlane, region.controlPlane());
      for (int number = 0; number < gateways; number++) {
        Path configuration = region.gatewayConfiguration(number);
        region.gateways.add(
            number == apart
                ? region.launch(
                    "gateway-" + number, Cores.ofLoad(), Cores.behind(gateway), configuration)
                : region.launch("gateway-" + number, Cores.ofServer(), gateway, configuration));
      }
      for (int number = 0; number < gateways; number++) {
        region.await("drawbridge_gateway_neighbours{state=\"heard\"}", number, gateways - 1);
      }
      return region;
    } catch (IOException | InterruptedException e) {
      region.close();
      throw e;
    }
  }

  private Child launch(String name, Cores cores, List<String> program, Path configuration)
      throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("--config", configuration.toString()));
    Child child = Child.start(name, setup.folder(), cores, command);
    started.add(child);
    return child;
  }

  /** Where clients of each gateway connect, HOST:PORT. */
  public List<String> doors() {
    return IntStream.range(0, gateways.size()).mapToObj(MeasuredRegion::door).toList();
  }

  /** Everything that runs. */
  public List<Child> processes() {
    return List.copyOf(started);
  }

  /** SIGKILL for one gateway; it does not come back. */
  public void kill(int gateway) {
    Child killed = gateways.get(gateway);
    started.remove(killed);
    killed.kill();
  }

  /** For a generator's command line: the key that signs tokens. */
  public List<String> hs256() {
    return List.of("--token-key", setup.hmacKey().toString(), "--token-key-id", setup.hmacKeyId());
  }

  /** What a gateway tells of itself now. */
  public Scrape scrape(int gateway) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + operations(gateway) + "/metrics"))
            .timeout(Duration.ofSeconds(5))
            .build();
    return new Scrape(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private void await(String series, int gateway, double expected)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!isThere(series, gateway, expected)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "gateway-%d: %s is not %.0f within %d s (its log: %s)"
                .formatted(gateway, series, expected, READY_WITHIN.toSeconds(), setup.folder()));
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private boolean isThere(String series, int gateway, double expected) throws InterruptedException {
    try {
      return scrape(gateway).sum(series) == expected;
    } catch (IOException _) {
      return false; // not listening yet
    }
  }

  private Path controlPlane() throws IOException {
    return Files.writeString(
        setup.folder().resolve("control-plane.yaml"),
        """
        replica: cp-bench
        region: bench
        insecure: true
        rest-address: "%s:17110"
        grpc-address: "%s:17111"
        operations-address: "%s:17112"
        etcd: {endpoints: ["%s"]}
        """
            .formatted(
                Addresses.CONTROL_PLANE,
                Addresses.CONTROL_PLANE,
                Addresses.CONTROL_PLANE,
                Addresses.ETCD_CLIENTS));
  }

  private Path gatewayConfiguration(int number) throws IOException {
    Path folder = setup.folder();
    return Files.writeString(
        folder.resolve("gateway-" + number + ".yaml"),
        """
        gateway: bench-%d
        region: bench
        failure-domain: domain-%d
        client-door: {address: "%s", advertised-host: "%s"}
        grpc-address: "%s:17001"
        operations-address: "%s"
        etcd: {endpoints: ["%s"]}
        redis: "redis://%s:%d"
        control-planes: ["%s:17111"]
        tokens: {keys: "%s", resume-keys: "%s"}
        services: "%s"
        event-loops: 1
        capacity:
          connections: %d
          accepts-per-second: %d
          connects-per-second: %d
          messages-per-second: 100000000
          bytes-per-second: 100GiB
        limits: {source-exempt: ["127.0.0.0/8"]}
        """
            .formatted(
                number,
                number,
                door(number),
                host(number),
                host(number),
                operations(number),
                Addresses.ETCD_CLIENTS,
                Addresses.REDIS_HOST,
                Addresses.REDIS_PORT,
                Addresses.CONTROL_PLANE,
                folder.resolve("keys.json"),
                folder.resolve("resume-keys.yaml"),
                folder.resolve("services.yaml"),
                CONNECTIONS,
                SOCKETS_PER_CONNECT * connectsPerSecond,
                connectsPerSecond));
  }

  private static String door(int gateway) {
    return host(gateway) + ":" + Addresses.MEASURED_PORT;
  }

  private static String operations(int gateway) {
    return host(gateway) + ":17002";
  }

  private static String host(int gateway) {
    return Addresses.REGION + (1 + gateway);
  }

  @Override
  public void close() {
    started.reversed().forEach(Child::kill);
    http.shutdownNow();
  }
}
