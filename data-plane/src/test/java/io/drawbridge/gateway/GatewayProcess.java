package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.coordination.FreePort;
import io.drawbridge.gateway.attach.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A gateway in a process of its own, with a limit of its own on open files. */
final class GatewayProcess implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

  final int clientPort = FreePort.find();
  final int grpcPort = FreePort.find();
  private final int operationsPort = FreePort.find();
  private final Path log;
  private final Process process;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private GatewayProcess(Path folder, int openFiles, int businessPort) throws IOException {
    log = folder.resolve("log");
    process =
        new ProcessBuilder(
                PRLIMIT.toString(),
                "--nofile=" + openFiles + ":" + openFiles,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                GatewayMain.class.getName(),
                "--config",
                configuration(folder, businessPort).toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  /** Returns when it has started. Without {@code prlimit} the test is skipped and says so. */
  static GatewayProcess start(Path folder, int openFiles, int businessPort) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(PRLIMIT), PRLIMIT + " of util-linux");
    GatewayProcess gateway = new GatewayProcess(folder, openFiles, businessPort);
    try {
      await("the gateway has started, see " + gateway.log)
          .atMost(STARTS_WITHIN)
          .failFast(() -> assertThat(gateway.process.isAlive()).as(gateway.log()).isTrue())
          .ignoreExceptions()
          .until(() -> gateway.get("/startupz").statusCode() == 200);
    } catch (RuntimeException | Error e) {
      gateway.close();
      throw e;
    }
    return gateway;
  }

  private Path configuration(Path folder, int businessPort) throws IOException {
    Path keys = Files.writeString(folder.resolve("keys.json"), TestTokens.keySet());
    Path services =
        Files.writeString(
            folder.resolve("services.yaml"),
            """
            services:
              - {id: 1, name: chat, app: default, target: "127.0.0.1:%d", tier: interactive, time-limit: 4s}
            """
                .formatted(businessPort));
    return Files.writeString(
        folder.resolve("gateway.yaml"),
        """
        gateway: gw-1
        region: local-1
        client-door: {address: "127.0.0.1:%d", advertised-host: 127.0.0.1}
        grpc-address: 127.0.0.1:%d
        operations-address: 127.0.0.1:%d
        etcd: {endpoints: ["http://127.0.0.1:1"]}
        redis: redis://127.0.0.1:1
        tokens: {keys: "%s"}
        services: "%s"
        event-loops: 2
        capacity: {accepts-per-second: 100000, connects-per-second: 100000}
        limits: {source-exempt: [127.0.0.0/8]}
        """
            .formatted(clientPort, grpcPort, operationsPort, keys, services));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + operationsPort + path);
    return http.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** What {@code /metrics} says in the line of {@code series}; over one connection, which stays. */
  double metric(String series) throws IOException, InterruptedException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findAny()
        .orElse(Double.NaN);
  }

  /** What it has said. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /** The descriptor that it gets next. */
  int nextDescriptor() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      List<Integer> numbers =
          open.map(each -> Integer.valueOf(each.getFileName().toString())).toList();
      int next = 0;
      while (numbers.contains(next)) {
        next++;
      }
      return next;
    }
  }

  /** Lets it have as many open files; it keeps what it has. */
  void limit(int openFiles) throws IOException, InterruptedException {
    Process prlimit =
        new ProcessBuilder(
                PRLIMIT.toString(), "--pid=" + process.pid(), "--nofile=" + openFiles + ":")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).isZero();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    http.close();
  }
}
