package io.drawbridge.cli.local;

import io.drawbridge.cli.servers.Program;
import io.drawbridge.cli.servers.Servers;
import io.drawbridge.process.config.HostPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The processes of one region; writes their configuration on the way. */
final class RegionPlan {
  private final FleetSettings settings;
  private final int region;
  private final RegionAddresses at;
  private final ConfigFiles files;
  private final JavaCommand java;

  RegionPlan(FleetSettings settings, int region, ConfigFiles files) {
    this.settings = settings;
    this.region = region;
    this.at = new RegionAddresses(region, settings.basePort());
    this.files = files;
    this.java = new JavaCommand(settings.lib());
  }

  List<ProcessPlan> processes(Servers servers) throws IOException, FleetException {
    List<ProcessPlan> plans = new ArrayList<>();
    plans.add(etcd(servers.etcd()));
    plans.add(redis(servers.redis()));
    plans.add(controlPlane());
    for (int i = 1; i <= FleetSettings.GATEWAYS; i++) {
      plans.add(gateway(i));
    }
    plans.add(ipconfig());
    plans.add(chat());
    return plans;
  }

  private ProcessPlan etcd(Program etcd) {
    String name = "etcd-1";
    String clients = "http://" + at.etcdClients(1);
    String peers = "http://" + at.etcdPeers(1);
    List<String> command =
        List.of(
            etcd.executable().toString(),
            "--name=" + name,
            "--data-dir=" + settings.folder(region).resolve("etcd-1.data"),
            "--listen-client-urls=" + clients,
            "--advertise-client-urls=" + clients,
            "--listen-peer-urls=" + peers,
            "--initial-advertise-peer-urls=" + peers,
            "--initial-cluster=" + name + "=" + peers,
            "--logger=zap",
            "--log-level=warn");
    return plan(
        Role.ETCD,
        name,
        command,
        etcd.environment(),
        Map.of("clients", at.etcdClients(1), "peers", at.etcdPeers(1)),
        ReadyCheck.http(at.etcdClients(1), "/health"));
  }

  private ProcessPlan redis(Program redis) throws IOException {
    return plan(
        Role.REDIS,
        "redis-1",
        List.of(redis.executable().toString(), files.redis().toString()),
        redis.environment(),
        Map.of("clients", at.redis()),
        ReadyCheck.redis(at.redis()));
  }

  private ProcessPlan controlPlane() throws IOException, FleetException {
    return javaPlan(
        Role.CONTROL_PLANE,
        "cp-1",
        files.controlPlane(1),
        Map.of(
            "rest", at.controlPlaneRest(1),
            "grpc", at.controlPlaneGrpc(1),
            "operations", at.controlPlaneOperations(1)));
  }

  private ProcessPlan gateway(int index) throws IOException, FleetException {
    return javaPlan(
        Role.GATEWAY,
        "gw-" + index,
        files.gateway(index),
        Map.of(
            "clients", at.gatewayClients(index),
            "grpc", at.gatewayGrpc(index),
            "operations", at.gatewayOperations(index)));
  }

  private ProcessPlan ipconfig() throws IOException, FleetException {
    return javaPlan(
        Role.IPCONFIG,
        "ipc-1",
        files.ipconfig(1),
        Map.of("http", at.ipconfigHttp(1), "operations", at.ipconfigOperations(1)));
  }

  private ProcessPlan chat() throws IOException, FleetException {
    return javaPlan(
        Role.CHAT,
        "chat-1",
        files.chat(1),
        Map.of("grpc", at.chatGrpc(1), "operations", at.chatOperations(1)));
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
    return new ProcessPlan(role, regionName, name, command, environment, addresses, log, ready);
  }
}
