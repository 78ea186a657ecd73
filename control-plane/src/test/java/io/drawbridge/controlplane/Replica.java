package io.drawbridge.controlplane;

import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A control-plane replica of region r in this JVM, with the short times of tests. */
final class Replica implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final ControlPlaneConfig config;
  private final ControlPlane process;
  final Metrics metrics;

  private Replica(ControlPlaneConfig config, InstantSource clock) throws Exception {
    this.config = config;
    this.metrics = new Metrics(new Identity("control-plane", config.replica(), config.region()));
    this.process = ControlPlane.start(config, new Health(), metrics, clock);
  }

  static Replica start(String name, EtcdServer etcd) throws Exception {
    return start(name, etcd, FreePort.find(), Optional.empty());
  }

  /** On a machine with a clock of its own. */
  static Replica start(String name, EtcdServer etcd, InstantSource clock) throws Exception {
    ControlPlaneConfig config =
        config(
            name,
            "r",
            etcd.endpoints(),
            FreePort.find(),
            Optional.empty(),
            List.of(),
            Optional.empty());
    return new Replica(config, clock);
  }

  /** That finds etcd at other addresses than its own. */
  static Replica startAt(String name, List<URI> etcd) throws Exception {
    return start(name, "r", etcd, FreePort.find(), Optional.empty(), List.of(), Optional.empty());
  }

  static Replica start(String name, EtcdServer etcd, int grpcPort, Optional<Path> token)
      throws Exception {
    return start(name, "r", etcd, grpcPort, token, List.of(), Optional.empty());
  }

  /** Of {@code region}, which listens to others and serves a console. */
  static Replica start(
      String name,
      String region,
      EtcdServer etcd,
      int grpcPort,
      Optional<Path> token,
      List<ControlPlaneConfig.OtherRegion> others,
      Optional<Path> console)
      throws Exception {
    return start(name, region, etcd.endpoints(), grpcPort, token, others, console);
  }

  private static Replica start(
      String name,
      String region,
      List<URI> etcd,
      int grpcPort,
      Optional<Path> token,
      List<ControlPlaneConfig.OtherRegion> others,
      Optional<Path> console)
      throws Exception {
    return new Replica(
        config(name, region, etcd, grpcPort, token, others, console), InstantSource.system());
  }

  private static ControlPlaneConfig config(
      String name,
      String region,
      List<URI> etcd,
      int grpcPort,
      Optional<Path> token,
      List<ControlPlaneConfig.OtherRegion> others,
      Optional<Path> console) {
    return new ControlPlaneConfig(
        name,
        region,
        1,
        true,
        HostPort.parse("127.0.0.1:0"),
        HostPort.parse("127.0.0.1:" + grpcPort),
        HostPort.parse("127.0.0.1:0"),
        new ControlPlaneConfig.Etcd(etcd, Duration.ofSeconds(3)),
        Duration.ofSeconds(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(5),
        Duration.ofHours(24),
        token,
        others,
        console);
  }

  int grpcPort() {
    return process.grpcPort();
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.restPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String json, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.restPort() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  /** An answer that goes on, line by line. */
  Stream<String> lines(String path, String... headers) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.restPort() + path))
            .headers(headers)
            .build();
    return HTTP.send(request, BodyHandlers.ofLines()).body();
  }

  String replica() {
    return config.replica();
  }

  /** As on SIGTERM; a second time does nothing. */
  void stop() {
    process.stop();
  }

  @Override
  public void close() {
    stop();
  }
}
