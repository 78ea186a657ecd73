package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A gateway process without a fleet: no etcd, Redis or control plane is there. */
final class LoneGateway implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final String name;
  private final int clientPort;
  private final int grpcPort;
  private final int operationsPort;
  private final Process process;

  private LoneGateway(String name, Classes classes, Path folder, int businessPort)
      throws IOException {
    this.name = name;
    clientPort = freePort();
    grpcPort = freePort();
    operationsPort = freePort();
    process =
        new ProcessBuilder(classes.gateway(configuration(folder, businessPort)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
  }

  /** Returns at once; see {@link #awaitReady}. */
  static LoneGateway start(String name, Classes classes, Path folder, int businessPort)
      throws IOException {
    return new LoneGateway(name, classes, folder, businessPort);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Path configuration(Path folder, int businessPort) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        configuration(name, folder, businessPort, clientPort, grpcPort, operationsPort));
  }

  /** Of a gateway that has a business and nobody else; its files are in {@code folder}. */
  static String configuration(
      String name, Path folder, int businessPort, int clientPort, int grpcPort, int operationsPort)
      throws IOException {
    Files.writeString(folder.resolve("keys.json"), KEYS);
    Path services = folder.resolve(name + "-services.yaml");
    Files.writeString(
        services,
        """
        services:
          - {id: %d, name: recorded, app: default, target: "127.0.0.1:%d", tier: interactive, time-limit: 4s}
        """
            .formatted(Recording.SERVICE, businessPort));
    return """
    gateway: %s
    region: local-1
    client-door: {address: "127.0.0.1:%d", advertised-host: 127.0.0.1}
    grpc-address: 127.0.0.1:%d
    operations-address: 127.0.0.1:%d
    etcd: {endpoints: ["http://127.0.0.1:1"]}
    redis: redis://127.0.0.1:1
    tokens: {keys: "%s"}
    services: "%s"
    heartbeat: 2s
    """
        .formatted(
            name, clientPort, grpcPort, operationsPort, folder.resolve("keys.json"), services);
  }

  /** Signs the clients' tokens, here alone. */
  private static final String KEYS =
      """
      {"keys":[{"kty":"oct","kid":"lone","alg":"HS256","use":"sig",
        "k":"ZHJhd2JyaWRnZS1sb25lLWdhdGV3YXktdGVzdC1rZXkx"}]}
      """;

  LoneGateway awaitReady() {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest healthz =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operationsPort + "/startupz"))
              .timeout(Duration.ofSeconds(2))
              .build();
      await(name + " has started")
          .atMost(READY_WITHIN)
          .ignoreExceptions()
          .until(
              () -> http.send(healthz, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    }
    return this;
  }

  /** As an argument of {@code recorder clients}. */
  List<String> forClients() {
    return List.of("--gateway", name + "=127.0.0.1:" + clientPort);
  }

  String grpc() {
    return "127.0.0.1:" + grpcPort;
  }

  /** SIGSTOP. */
  void pause() throws IOException {
    Commands.run("kill", "-STOP", Long.toString(process.pid()));
  }

  /** SIGCONT. */
  void resume() throws IOException {
    Commands.run("kill", "-CONT", Long.toString(process.pid()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
