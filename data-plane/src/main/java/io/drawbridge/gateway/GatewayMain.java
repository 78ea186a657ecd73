package io.drawbridge.gateway;

import io.drawbridge.gateway.GatewayConfig.ProxyConfig;
import io.drawbridge.gateway.handover.CompilerPriority;
import io.drawbridge.gateway.handover.Successor;
import io.drawbridge.gateway.listen.ClientTransport;
import io.drawbridge.gateway.tls.Tls;
import io.drawbridge.process.ProcessDefinition;
import io.drawbridge.process.ProcessMain;
import io.drawbridge.process.RunningProcess;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.Exposure;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Starts a gateway process. */
public final class GatewayMain implements ProcessDefinition<GatewayConfig> {
  private Optional<Successor> predecessor = Optional.empty();

  GatewayMain() {}

  /** Runs until SIGTERM; see {@code --help}. */
  public static void main(String[] args) {
    Tls.refuseRenegotiation();
    sampleLeaksRarely();
    ProcessMain.run(new GatewayMain(), args);
  }

  /**
   * Netty follows one of 128 buffers to see that it is released, which costs some 4 % of the loops'
   * time. One of 2,048 finds a leak of any weight as surely, later. {@code
   * -Dio.netty.leakDetection.samplingInterval} says otherwise.
   */
  private static void sampleLeaksRarely() {
    String interval = "io.netty.leakDetection.samplingInterval";
    if (System.getProperty(interval) == null) {
      System.setProperty(interval, "2048");
    }
  }

  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public Class<GatewayConfig> configType() {
    return GatewayConfig.class;
  }

  @Override
  public HostPort operationsAddress(GatewayConfig config) {
    return config.operationsAddress();
  }

  @Override
  public void validate(GatewayConfig config, boolean insecureFlag) throws ConfigException {
    boolean insecure = insecureFlag || config.insecure();
    requireSafe(insecure, "client-door.address", config.clientDoor().address(), config);
    for (HostPort further : config.clientDoor().furtherAddresses()) {
      requireSafe(insecure, "client-door.further-addresses", further, config);
    }
    Optional<ProxyConfig> proxy = config.clientDoor().proxy();
    if (proxy.isPresent()) {
      requireSafe(insecure, "client-door.proxy.address", proxy.get().address(), config);
    }
    Exposure.requireLoopback(insecure, "grpc-address", config.grpcAddress());
    Exposure.requireLoopback(insecure, "operations-address", config.operationsAddress());
    Optional<URI> keys = config.tokens().keysUrl().filter(url -> "http".equals(url.getScheme()));
    if (keys.isPresent()) {
      HostPort issuer = new HostPort(keys.get().getHost(), Math.max(1, keys.get().getPort()));
      Exposure.requireLoopback(insecure, "tokens.keys", issuer);
    }
  }

  /** Plain transports are for this machine alone, unless somebody insists. */
  private static void requireSafe(
      boolean insecure, String key, HostPort address, GatewayConfig config) throws ConfigException {
    Set<ClientTransport> transports = config.clientDoor().transportsAt(address);
    boolean safe = transports.stream().allMatch(ClientTransport::isSecure);
    Exposure.requireLoopback(insecure || safe, key, address);
  }

  @Override
  public Identity identity(GatewayConfig config) {
    return new Identity(name(), config.gateway(), config.region());
  }

  @Override
  public boolean takesOver(GatewayConfig config) throws IOException {
    predecessor = Gateway.predecessor(config);
    return predecessor.isPresent();
  }

  @Override
  public RunningProcess start(GatewayConfig config, Health health, Metrics metrics)
      throws Exception {
    Gateway gateway = Gateway.start(config, predecessor, health, metrics);
    gateway.whenWarm(CompilerPriority::giveWay);
    return gateway;
  }
}
