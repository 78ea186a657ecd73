package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetDocument.ProcessEntry;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.link.tun.Namespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of two regions with one gateway each, in a network namespace each, and the link between
 * them. The launcher is in the first region's.
 *
 * <pre>
 *   namespace of region 1            link            namespace of region 2
 *   127.1.0.0/16 local         10.99.0.1 - .2        127.2.0.0/16 local
 *   127.2.0.0/16 by the link                         127.1.0.0/16 by the link
 * </pre>
 */
final class LinkedRegions implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(60);

  private final List<Namespace> namespaces = List.of(named("1"), named("2"));
  private final Path folder = Files.createDirectories(Path.of("target/linked")).toAbsolutePath();
  private final Path control = folder.resolve("link.conf");
  private @Nullable Process link;
  private @Nullable Process fleet;

  private LinkedRegions() throws IOException {}

  private static Namespace named(String region) {
    return new Namespace("drawbridge-" + ProcessHandle.current().pid() + "-" + region);
  }

  /** Returns when the fleet is ready. */
  static LinkedRegions start(String conditions) throws Exception {
    LinkedRegions regions = new LinkedRegions();
    try {
      regions.write(conditions);
      regions.createNamespaces();
      regions.startLink();
      regions.connectNamespaces();
      regions.startFleet();
      return regions;
    } catch (Exception | AssertionError e) {
      regions.close();
      throw e;
    }
  }

  private void createNamespaces() throws Exception {
    for (Namespace namespace : namespaces) {
      Commands.run("ip", "netns", "add", namespace.name());
      namespace.ip("link", "set", "lo", "up");
    }
  }

  private void startLink() throws IOException {
    List<String> command =
        Commands.java(
            "io.drawbridge.link.LinkCommand",
            "--a=" + namespaces.get(0).name() + ":10.99.0.1/30",
            "--b=" + namespaces.get(1).name() + ":10.99.0.2/30",
            "--control=" + control);
    link = start(command, "link.out");
    Process started = link;
    await("the link is ready")
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> {
          requireAlive(started, "link.out");
          return text("link.out").contains("ready: ");
        });
  }

  /** Each region keeps its own loopback addresses; the other's are beyond the link. */
  private void connectNamespaces() throws Exception {
    for (int region = 1; region <= 2; region++) {
      Namespace namespace = namespaces.get(region - 1);
      for (String key : List.of("all", "link0")) {
        set(namespace, key + "/route_localnet", "1");
        set(namespace, key + "/rp_filter", "0");
      }
      String local = "127." + region + ".0.0/16";
      String remote = "127." + (3 - region) + ".0.0/16";
      for (String network : List.of("127.0.0.0/16", local)) {
        namespace.ip(
            "route", "add", "local", network, "dev", "lo", "table", "local", "src", "127.0.0.1");
      }
      namespace.ip("route", "del", "local", "127.0.0.0/8", "dev", "lo", "table", "local");
      namespace.ip("route", "add", remote, "dev", "link0", "src", "127." + region + ".0.1");
    }
  }

  private static void set(Namespace namespace, String key, String value) throws Exception {
    String write = "echo " + value + " > /proc/sys/net/ipv4/conf/" + key;
    Commands.run("ip", "netns", "exec", namespace.name(), "sh", "-c", write);
  }

  private void startFleet() throws IOException {
    List<String> command = new ArrayList<>(inRegion(1));
    command.addAll(
        List.of(
            TestPaths.JAVA.toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Ddrawbridge.lib=" + TestPaths.LIB,
            "-Ddrawbridge.var=" + TestPaths.SERVERS.getParent(),
            "-DDRAWBRIDGE_LOG_LEVEL=WARN",
            "-jar",
            TestPaths.jar("cli").toString(),
            "up",
            "--home=" + folder,
            "--timers=test",
            "--gateways=1",
            "--netns=2=" + namespaces.get(1).name()));
    fleet = start(command, "fleet.out");
    Process started = fleet;
    await("the fleet is ready")
        .atMost(READY_WITHIN)
        .until(() -> {
          requireAlive(started, "fleet.out");
          return new FleetFile(folder).read().map(FleetDocument::ready).orElse(false);
        });
  }

  /** Starts a command in the region's namespace. */
  List<String> inRegion(int region) {
    return List.of("ip", "netns", "exec", namespaces.get(region - 1).name());
  }

  ConnectProcess connect(int region, String user, String... arguments) throws IOException {
    return ConnectProcess.start(
        inRegion(region), folder.resolve("fleet.json"), "local-" + region, user, arguments);
  }

  /** Runs a `drawbridge` command, {@code --home} left out, in the region's namespace. */
  Process command(int region, String output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(inRegion(region));
    command.addAll(
        List.of(
            TestPaths.JAVA.toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-DDRAWBRIDGE_LOG_LEVEL=WARN",
            "-jar",
            TestPaths.jar("cli").toString()));
    command.addAll(List.of(arguments));
    command.add("--home=" + folder);
    return start(command, output);
  }

  /** host:port of the gateway for businesses. */
  String gatewayGrpc(int region) throws IOException {
    return Objects.requireNonNull(gateway(region).addresses().get("grpc"));
  }

  /** The region's gateway, as the launcher knows it now. */
  ProcessEntry gateway(int region) throws IOException {
    return new FleetFile(folder)
        .read().orElseThrow().processes().stream()
            .filter(process -> process.region().equals("local-" + region))
            .filter(process -> process.name().equals("gw-1"))
            .findFirst()
            .orElseThrow();
  }

  Path folder() {
    return folder;
  }

  /** Returns when the link is as {@code conditions} say. */
  void set(String conditions) throws IOException {
    int before = timesApplied();
    write(conditions);
    await("applied")
        .atMost(5, TimeUnit.SECONDS)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> timesApplied() > before);
  }

  private void write(String conditions) throws IOException {
    Path next = Files.writeString(folder.resolve("link.next"), conditions);
    Files.move(next, control, StandardCopyOption.ATOMIC_MOVE);
  }

  private int timesApplied() throws IOException {
    return text("link.out").split(": applied", -1).length;
  }

  private Process start(List<String> command, String output) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(output).toFile())
        .start();
  }

  private void requireAlive(Process process, String output) throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException(output + ": " + text(output));
    }
  }

  /** What was printed to it so far. */
  String text(String output) throws IOException {
    return Files.readString(folder.resolve(output), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    stop(fleet);
    stop(link);
    for (Namespace namespace : namespaces) {
      Commands.run("ip", "netns", "delete", namespace.name());
    }
  }

  /** SIGTERM: it ends what it has started. */
  private static void stop(@Nullable Process process) {
    if (process == null) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
