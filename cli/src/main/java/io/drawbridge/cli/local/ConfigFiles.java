package io.drawbridge.cli.local;

import io.drawbridge.process.config.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Writes the configuration of one region's processes. */
final class ConfigFiles {
  private final Path folder;
  private final int region;
  private final RegionAddresses at;
  private final Timers timers;
  private final Path keys;
  private final Path apiToken;

  ConfigFiles(FleetSettings settings, int region, Path keys, Path apiToken) {
    this.folder = settings.folder(region);
    this.region = region;
    this.at = new RegionAddresses(region, settings.basePort());
    this.timers = settings.timers();
    this.keys = keys;
    this.apiToken = apiToken;
  }

  Path gateway(int index) throws IOException {
    Path services =
        write(
            "services.yaml",
            """
            services:
              - {id: 1, name: chat, app: default, target: "dns:///%s", tier: interactive, time-limit: 2s}
            """
                .formatted(at.chatGrpc(1)));
    return write(
        "gw-" + index + ".yaml",
        """
        gateway: gw-%d
        region: %s
        failure-domain: host-%d
        fleet-generation: 1
        client-door:
          address: %s
          advertised-host: %s
        grpc-address: %s
        operations-address: %s
        etcd:
          endpoints: ["http://%s"]
          registration-ttl: %s
        redis: redis://%s
        control-planes: ["%s"]
        tokens:
          keys: "%s"
        services: "%s"
        heartbeat: %s
        report-interval: %s
        reconnect-window: %s
        """
            .formatted(
                index,
                FleetSettings.regionName(region),
                index,
                at.gatewayClients(index),
                at.gatewayClients(index).host(),
                at.gatewayGrpc(index),
                at.gatewayOperations(index),
                at.etcdClients(1),
                text(timers.registrationTtl()),
                at.redis(),
                at.controlPlaneGrpc(1),
                keys,
                services,
                text(timers.heartbeat()),
                text(timers.reportInterval()),
                text(timers.firstSpread())));
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
          endpoints: ["http://%s"]
          election-ttl: %s
        suspect-after: %s
        snapshot-interval: %s
        registration-ttl: %s
        api-token-file: "%s"
        """
            .formatted(
                index,
                FleetSettings.regionName(region),
                at.controlPlaneRest(index),
                at.controlPlaneGrpc(index),
                at.controlPlaneOperations(index),
                at.etcdClients(1),
                text(timers.electionTtl()),
                text(timers.suspectAfter()),
                text(timers.snapshotInterval()),
                text(timers.registrationTtl()),
                apiToken));
  }

  Path ipconfig(int index) throws IOException {
    return write(
        "ipc-" + index + ".yaml",
        """
        ipconfig: ipc-%d
        region: %s
        http-address: %s
        operations-address: %s
        control-planes: ["%s"]
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
                at.controlPlaneGrpc(1),
                Bootstraps.NAME,
                at.ipconfigHttp(index).host(),
                text(timers.firstSpread()),
                folder.resolve("ipc-" + index + ".snapshot")));
  }

  Path chat(int index) throws IOException {
    Path groups =
        write(
            "groups.yaml",
            """
            groups:
              friends: [alice, bob, carol]
            """);
    List<String> gateways =
        IntStream.rangeClosed(1, FleetSettings.GATEWAYS)
            .mapToObj(at::gatewayGrpc)
            .map(HostPort::toString)
            .toList();
    return write(
        "chat-" + index + ".yaml",
        """
        chat: chat-%d
        app: default
        service: 1
        grpc-address: %s
        operations-address: %s
        gateways: ["%s"]
        groups: "%s"
        """
            .formatted(
                index,
                at.chatGrpc(index),
                at.chatOperations(index),
                String.join("\", \"", gateways),
                groups));
  }

  /** Nothing on disk: a restarted Redis is an empty one, as gateways must survive it. */
  Path redis() throws IOException {
    return write(
        "redis.conf",
        """
        bind %s
        port %d
        dir "%s"
        save ""
        appendonly no
        maxmemory 256mb
        maxmemory-policy noeviction
        """
            .formatted(at.redis().host(), at.redis().port(), folder));
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
