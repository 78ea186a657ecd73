package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import io.drawbridge.bench.gateway.GatewayCertificate;
import io.drawbridge.bench.load.LoadMain;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.cli.context.Folders;
import io.drawbridge.link.tun.Namespace;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A gateway with the limits it is delivered with, and a business, in a network namespace of their
 * own, whose loopback has addresses that can be answered beyond it: what goes to {@link #NOBODY}
 * arrives nowhere, and nothing comes back.
 *
 * <pre>  10.98.0.1 gateway   10.98.1.x others   10.98.2.x who floods   192.0.2.0/24 nobody </pre>
 */
final class FloodScene implements AutoCloseable {
  static final InetSocketAddress DOOR = new InetSocketAddress("10.98.0.1", 17_000);
  static final String NOBODY = "192.0.2.66";
  static final String FLOODING = "10.98.2.1";

  private static final String OTHERS = "10.98.1.1";
  private static final String GRPC = "127.0.0.1:17001";
  private static final String OPERATIONS = "127.0.0.1:17002";
  private static final String BUSINESS = "127.0.0.1:17030";
  private static final String SECRET = "ZHJhd2JyaWRnZS1mbG9vZGVkLWdhdGV3YXktdGVzdC1rMQ";

  /** TCP_ESTABLISHED in /proc/net/tcp. */
  private static final String ESTABLISHED = "01";

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final int ASK_MILLIS = 5_000;

  private final Path folder;
  private final Namespace namespace =
      new Namespace("drawbridge-floods-" + ProcessHandle.current().pid());
  private final List<Child> children = new ArrayList<>();

  private FloodScene(Path folder) {
    this.folder = folder;
  }

  /** Returns when the gateway takes clients. */
  static FloodScene start() throws Exception {
    FloodScene scene = new FloodScene(Folders.recreate(TestPaths.WORK.resolveSibling("floods")));
    Commands.run("ip", "netns", "add", scene.namespace.name());
    try {
      scene.layOut();
      scene.startProcesses();
      return scene;
    } catch (Exception | AssertionError e) {
      scene.close();
      throw e;
    }
  }

  /** The sink is a device that nobody reads. */
  private void layOut() throws Exception {
    namespace.ip("link", "set", "lo", "up");
    namespace.ip("addr", "add", "10.98.0.1/16", "dev", "lo");
    namespace.ip("tuntap", "add", "dev", "sink", "mode", "tun");
    namespace.ip("link", "set", "sink", "up");
    namespace.ip("route", "add", "192.0.2.0/24", "dev", "sink");
  }

  private void startProcesses() throws Exception {
    Files.write(key(), Base64.getUrlDecoder().decode(SECRET));
    Path configuration = configuration(GatewayCertificate.create(folder, "gateway.floods"));
    Child business =
        child(
            "business",
            Cores.ofLoad(),
            bench("io.drawbridge.bench.business.BusinessMain", List.of("--listen", BUSINESS)));
    business.awaitLine("ready", READY_WITHIN);
    Child gateway = child("gateway", Cores.ofServer(), Classes.BUILT.gateway(configuration));
    await("the gateway has started")
        .atMost(READY_WITHIN)
        .ignoreExceptions()
        .until(() -> !gateway.isAlive() || !ask("/startupz").isEmpty());
  }

  /**
   * Addresses that can be answered are not loopback's: hence {@code insecure}. The others come all
   * at once, which is no client's way: their CONNECTs have another budget than the delivered one.
   */
  private Path configuration(GatewayCertificate certificate) throws IOException {
    Path keys =
        Files.writeString(
            folder.resolve("keys.json"),
            """
            {"keys":[{"kty":"oct","kid":"flooded","alg":"HS256","use":"sig","k":"%s"}]}
            """
                .formatted(SECRET));
    Path services =
        Files.writeString(
            folder.resolve("services.yaml"),
            """
            services:
              - {id: 1, name: floods, app: default, target: "%s", tier: interactive, time-limit: 10s}
            """
                .formatted(BUSINESS));
    return Files.writeString(
        folder.resolve("gateway.yaml"),
        """
        gateway: flooded
        region: local-1
        insecure: true
        client-door:
          address: "%s:%d"
          advertised-host: "%s"
          transports: [tcp, tls, ws, wss]
          tls: {certificates: "%s"}
        grpc-address: "%s"
        operations-address: "%s"
        etcd: {endpoints: ["http://127.0.0.1:1"]}
        redis: redis://127.0.0.1:1
        tokens: {keys: "%s"}
        services: "%s"
        capacity: {connects-per-second: 10000}
        """
            .formatted(
                DOOR.getHostString(),
                DOOR.getPort(),
                DOOR.getHostString(),
                certificate.list(),
                GRPC,
                OPERATIONS,
                keys,
                services));
  }

  private Path key() {
    return folder.resolve("hmac.key");
  }

  /** Everybody else: {@code clients} on addresses of their own, together so many messages. */
  Child others(int clients, int messagesPerSecond, int warmupSeconds, int seconds)
      throws IOException {
    return child(
        "others",
        Cores.ofLoad(),
        bench(
            LoadMain.class.getName(),
            List.of(
                "--mode=upstream --target=" + DOOR.getHostString() + ":" + DOOR.getPort(),
                "--source=" + OTHERS + " --token-key=" + key() + " --token-key-id=flooded",
                "--connections=" + clients + " --rate=" + messagesPerSecond,
                "--warmup=" + warmupSeconds + " --seconds=" + seconds)));
  }

  /** {@code arguments}: {@code --name=value}, of which none has a space. */
  private static List<String> bench(String main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                TestPaths.JAVA.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes(LoadMain.class) + File.pathSeparator + TestPaths.LIB.resolve("*"),
                main));
    command.addAll(List.of(String.join(" ", arguments).split("[ =]", -1)));
    return command;
  }

  private static Path classes(Class<?> of) {
    return Path.of(URI.create(of.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  /** A program in the namespace, which ends with it. */
  Child child(String name, Cores cores, List<String> command) throws IOException {
    return child(name, cores, command, Map.of());
  }

  /** Also with {@code environment} added to ours. */
  Child child(String name, Cores cores, List<String> command, Map<String, String> environment)
      throws IOException {
    List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", namespace.name()));
    inside.addAll(command);
    Child child = Child.start(name, folder, cores, inside, environment);
    children.add(child);
    return child;
  }

  /** Everything that runs here. */
  List<Child> children() {
    return List.copyOf(children);
  }

  /** Ends it. */
  void end(Child child) {
    children.remove(child);
    child.kill();
  }

  /** Runs {@code work} where the gateway is. */
  <T> T inside(Callable<T> work) throws IOException, InterruptedException {
    return namespace.call(work);
  }

  /** A number of the gateway's. */
  double metric(String series) throws Exception {
    return ask("/metrics")
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(series + ": not at /metrics (expected: there)"));
  }

  /** Connections to the door that neither side has ended, as the kernel counts them. */
  long connections() throws IOException, InterruptedException {
    String door = ":%04X".formatted(DOOR.getPort());
    return namespace.call(() ->
        Files.readAllLines(Path.of("/proc/thread-self/net/tcp")).stream()
            .map(line -> line.strip().split("\\s+", -1))
            .filter(words -> words[1].endsWith(door) && words[3].equals(ESTABLISHED))
            .count());
  }

  private String ask(String path) throws Exception {
    URI uri = URI.create("http://" + OPERATIONS + path);
    return namespace.call(() -> {
      HttpURLConnection http = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
      http.setConnectTimeout(ASK_MILLIS);
      http.setReadTimeout(ASK_MILLIS);
      http.setRequestProperty("Connection", "close"); // the next is asked on another thread
      try (InputStream in = http.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    });
  }

  @Override
  public void close() throws IOException {
    children().forEach(this::end);
    Commands.run("ip", "netns", "delete", namespace.name());
  }
}
