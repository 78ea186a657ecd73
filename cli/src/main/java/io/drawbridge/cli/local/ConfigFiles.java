package io.drawbridge.cli.local;

import io.drawbridge.process.config.HostPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the configuration of one region's processes. */
final class ConfigFiles {
  /** What {@link #services} writes, also with more instances. */
  private static final Pattern CHAT_TARGET =
      Pattern.compile("(?<=name: chat, app: default, target: \")[0-9.:,]+(?=\")");

  private static final int LONGEST_SOCKET_PATH = 107;

  /** System property: the folder of the built console. */
  private static final String CONSOLE = "drawbridge.console";

  private final Path folder;
  private final int region;
  private final RegionAddresses at;
  private final FleetSize size;
  private final Timers timers;
  private final Secrets secrets;
  private final JavaCommand java;

  ConfigFiles(FleetSettings settings, int region, Secrets secrets, JavaCommand java) {
    this.folder = settings.folder(region);
    this.region = region;
    this.at = new RegionAddresses(region, settings.basePort());
    this.size = settings.size();
    this.timers = settings.timers();
    this.secrets = secrets;
    this.java = java;
  }

  Path gateway(int index) throws IOException {
    String name = "gw-" + index;
    return write(
        name + ".yaml",
        """
        gateway: gw-%d
        region: %s
        regions: %s
        failure-domain: host-%d
        fleet-generation: 1
        client-door:
          address: %s
          advertised-host: %s
        grpc-address: %s
        operations-address: %s
        etcd:
          endpoints: %s
          registration-ttl: %s
        redis: redis://%s
        control-planes: %s
        tokens:
          keys: "%s"
          resume-keys: "%s"
        services: "%s"
        policy-file: "%s"
        heartbeat: %s
        detached:
          grace: %s
        report-interval: %s
        reconnect-window: %s
        limits:
          source-exempt: [127.0.0.0/8]
        %s
        """
            .formatted(
                index,
                FleetSettings.regionName(region),
                regions(),
                index,
                at.gatewayClients(index),
                at.gatewayClients(index).host(),
                at.gatewayGrpc(index),
                at.gatewayOperations(index),
                etcdEndpoints(),
                text(timers.registrationTtl()),
                at.redis(),
                controlPlanes(),
                secrets.keysFile(),
                secrets.resumeKeysFile(),
                services(),
                folder.resolve("gw-" + index + "-policies"),
                text(timers.heartbeat()),
                text(timers.grace()),
                text(timers.reportInterval()),
                text(timers.firstSpread()),
                handOver(name)));
  }

  /** Nothing where the path of its socket would be longer than Linux takes. */
  private String handOver(String name) {
    Path socket = folder.resolve(name + ".socket");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
      return "";
    }
    String command =
        java.succession(folder.resolve(name + ".yaml")).stream()
            .map(word -> "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
            .collect(Collectors.joining(", "))
            .replace("\n", "\\n");
    return """
    hand-over:
      socket: "%s"
      command: [%s]
      rehearsal: %s
    """
        .formatted(socket, command, text(timers.rehearsal()))
        .strip();
  }

  Path controlPlane(int index) throws IOException {
    return write(
        "cp-" + index + ".yaml",
        """
        replica: cp-%d
        region: %s
        fleet-generation: 1
        rest-address: %s
        grpc-address: %s
        operations-address: %s
        etcd:
          endpoints: %s
          election-ttl: %s
        suspect-after: %s
        snapshot-interval: %s
        registration-ttl: %s
        api-token-file: "%s"
        other-regions: %s
        %s
        """
            .formatted(
                index,
                FleetSettings.regionName(region),
                at.controlPlaneRest(index),
                at.controlPlaneGrpc(index),
                at.controlPlaneOperations(index),
                etcdEndpoints(),
                text(timers.electionTtl()),
                text(timers.suspectAfter()),
                text(timers.snapshotInterval()),
                text(timers.registrationTtl()),
                secrets.apiTokenFile(),
                otherRegions(),
                console()));
  }

  Path ipconfig(int index) throws IOException {
    return write(
        "ipc-" + index + ".yaml",
        """
        ipconfig: ipc-%d
        region: %s
        http-address: %s
        operations-address: %s
        control-planes: %s
        name: %s
        addresses: [%s]
        answer:
          first-spread: %s
        snapshot-file: "%s"
        """
            .formatted(
                index,
                FleetSettings.regionName(region),
                at.ipconfigHttp(index),
                at.ipconfigOperations(index),
                controlPlanes(),
                Bootstraps.NAME,
                at.ipconfigHttp(index).host(),
                text(timers.firstSpread()),
                folder.resolve("ipc-" + index + ".snapshot")));
  }

  Path chat(int index) throws IOException {
    return write(
        "chat-" + index + ".yaml",
        """
        chat: chat-%d
        app: default
        service: 1
        grpc-address: %s
        operations-address: %s
        gateways: %s
        groups: "%s"
        """
            .formatted(
                index,
                at.chatGrpc(index),
                at.chatOperations(index),
                list("", at::gatewayGrpc, size.gateways()),
                groups()));
  }

  /**
   * Nothing on disk: a restarted Redis is an empty one, as gateways must survive it. Not protected:
   * Redis would take 127.0.0.1 alone for a loopback address.
   */
  Path redis() throws IOException {
    return write(
        "redis.conf",
        """
        bind %s
        port %d
        dir "%s"
        save ""
        appendonly no
        protected-mode no
        maxmemory 256mb
        maxmemory-policy noeviction
        """
            .formatted(at.redis().host(), at.redis().port(), folder));
  }

  /** Chat's new instance becomes a target of its service, unless somebody has changed that line. */
  void addChatTarget(int index) throws IOException {
    Path file = services();
    String services = Files.readString(file);
    Matcher target = CHAT_TARGET.matcher(services);
    if (target.find() && !target.group().contains(at.chatGrpc(index) + "")) {
      String more = target.group() + "," + at.chatGrpc(index);
      Path next = Files.writeString(folder.resolve("services.yaml.new"), target.replaceFirst(more));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * One for all gateways of the region; written once, since people and tests add services to it.
   */
  private Path services() throws IOException {
    return writeOnce(
        "services.yaml",
        """
        services:
          - {id: 1, name: chat, app: default, target: "%s", tier: interactive, time-limit: 2s}
        """
            .formatted(at.chatGrpc(1)));
  }

  private Path groups() throws IOException {
    return writeOnce(
        "groups.yaml",
        """
        groups:
          friends: [alice, bob, carol]
        """);
  }

  /** {@code [local-1, local-2]}. */
  private String regions() {
    return IntStream.rangeClosed(1, size.regions())
        .mapToObj(FleetSettings::regionName)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** {@code [{region: local-2, control-planes: ["127.2.2.1:7011"]}]}. */
  private String otherRegions() {
    return IntStream.rangeClosed(1, size.regions())
        .filter(other -> other != region)
        .mapToObj(this::otherRegion)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private String otherRegion(int other) {
    RegionAddresses there = new RegionAddresses(other, at.basePort());
    String controlPlanes = list("", there::controlPlaneGrpc, size.controlPlanes());
    return "{region: "
        + FleetSettings.regionName(other)
        + ", control-planes: "
        + controlPlanes
        + "}";
  }

  /** Without the built console its page says how to build it. */
  private static String console() {
    return Optional.ofNullable(System.getProperty(CONSOLE))
        .map(folder -> "console: \"" + folder + "\"")
        .orElse("");
  }

  private String etcdEndpoints() {
    return list("http://", at::etcdClients, size.etcds());
  }

  private String controlPlanes() {
    return list("", at::controlPlaneGrpc, size.controlPlanes());
  }

  /** {@code ["127.1.2.1:7011", "127.1.2.2:7011"]}. */
  private static String list(String prefix, IntFunction<HostPort> address, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(index -> "\"" + prefix + address.apply(index) + "\"")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private Path writeOnce(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? file : write(name, content);
  }

  private Path write(String name, String content) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve(name), content);
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
