package io.drawbridge.cli.local;

import io.drawbridge.cli.servers.Program;
import io.drawbridge.cli.servers.Servers;
import io.drawbridge.process.config.HostPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How to start the processes of one region. */
final class RegionPlan {
  private final FleetSettings settings;
  private final int region;
  private final RegionAddresses at;
  private final ConfigFiles files;
  private final Servers servers;
  private final JavaCommand java;

  RegionPlan(FleetSettings settings, int region, ConfigFiles files, Programs programs) {
    this.settings = settings;
    this.servers = programs.servers();
    this.region = region;
    this.at = new RegionAddresses(region, settings.basePort());
    this.files = files;
    this.java = programs.java();
  }

  /** How to start process {@code index} of {@code role}; its configuration is written now. */
  ProcessPlan plan(Role role, int index) throws IOException, FleetException {
    String name = role.prefix() + "-" + index;
    return switch (role) {
      case ETCD -> etcd(name, index);
      case REDIS -> redis(name);
      case CONTROL_PLANE ->
          javaPlan(
              role,
              name,
              files.controlPlane(index),
              Map.of(
                  "rest", at.controlPlaneRest(index),
                  "grpc", at.controlPlaneGrpc(index),
                  "operations", at.controlPlaneOperations(index)));
      case GATEWAY ->
          javaPlan(
              role,
              name,
              files.gateway(index),
              Map.of(
                  "clients", at.gatewayClients(index),
                  "grpc", at.gatewayGrpc(index),
                  "operations", at.gatewayOperations(index)));
      case IPCONFIG ->
          javaPlan(
              role,
              name,
              files.ipconfig(index),
              Map.of("http", at.ipconfigHttp(index), "operations", at.ipconfigOperations(index)));
      case CHAT ->
          javaPlan(
              role,
              name,
              files.chat(index),
              Map.of("grpc", at.chatGrpc(index), "operations", at.chatOperations(index)));
    };
  }

  private ProcessPlan etcd(String name, int index) {
    String clients = "http://" + at.etcdClients(index);
    String peers = "http://" + at.etcdPeers(index);
    List<String> command =
        List.of(
            servers.etcd().executable().toString(),
            "--name=" + name,
            "--data-dir=" + settings.folder(region).resolve(name + ".data"),
            "--listen-client-urls=" + clients,
            "--advertise-client-urls=" + clients,
            "--listen-peer-urls=" + peers,
            "--initial-advertise-peer-urls=" + peers,
            "--initial-cluster=" + members(),
            "--logger=zap",
            "--log-level=warn");
    return plan(
        Role.ETCD,
        name,
        command,
        servers.etcd().environment(),
        Map.of("clients", at.etcdClients(index), "peers", at.etcdPeers(index)),
        ReadyCheck.http(at.etcdClients(index), "/health"));
  }

  /** {@code etcd-1=http://127.1.5.1:7041,etcd-2=…}. */
  private String members() {
    return IntStream.rangeClosed(1, settings.size().etcds())
        .mapToObj(index -> Role.ETCD.prefix() + "-" + index + "=http://" + at.etcdPeers(index))
        .collect(Collectors.joining(","));
  }

  private ProcessPlan redis(String name) throws IOException {
    Program redis = servers.redis();
    return plan(
        Role.REDIS,
        name,
        List.of(redis.executable().toString(), files.redis().toString()),
        redis.environment(),
        Map.of("clients", at.redis()),
        ReadyCheck.redis(at.redis()));
  }

  private ProcessPlan javaPlan(Role role, String name, Path config, Map<String, HostPort> addresses)
      throws FleetException {
    HostPort operations = addresses.get("operations");
    if (operations == null) {
      throw new IllegalArgumentException(name + ": no operations address");
    }
    return plan(
        role,
        name,
        java.of(role, config),
        Map.of(),
        addresses,
        ReadyCheck.http(operations, "/readyz"));
  }

  private ProcessPlan plan(
      Role role,
      String name,
      List<String> command,
      Map<String, String> environment,
      Map<String, HostPort> addresses,
      ReadyCheck ready) {
    Path log = settings.folder(region).resolve(name + ".log");
    String regionName = FleetSettings.regionName(region);
    Optional<String> namespace = Optional.ofNullable(settings.namespaces().get(region));
    return new ProcessPlan(
        role, regionName, name, command, environment, namespace, addresses, log, ready);
  }
}
