package io.drawbridge.controlplane;

import io.drawbridge.process.ProcessDefinition;
import io.drawbridge.process.ProcessMain;
import io.drawbridge.process.RunningProcess;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.Exposure;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;

/** Starts one control-plane replica. */
public final class ControlPlaneMain implements ProcessDefinition<ControlPlaneConfig> {
  public static void main(String... args) {
    ProcessMain.run(new ControlPlaneMain(), args);
  }

  @Override
  public String name() {
    return "control-plane";
  }

  @Override
  public Class<ControlPlaneConfig> configType() {
    return ControlPlaneConfig.class;
  }

  @Override
  public HostPort operationsAddress(ControlPlaneConfig config) {
    return config.operationsAddress();
  }

  @Override
  public void validate(ControlPlaneConfig config, boolean insecureFlag) throws ConfigException {
    boolean insecure = insecureFlag || config.insecure();
    Exposure.requireLoopback(insecure, "rest-address", config.restAddress());
    Exposure.requireLoopback(insecure, "grpc-address", config.grpcAddress());
    Exposure.requireLoopback(insecure, "operations-address", config.operationsAddress());
    if (config.apiTokenFile().isEmpty() && !insecure) {
      throw new ConfigException(
          "api-token-file", "missing", "a file with the API's token; or --insecure");
    }
  }

  @Override
  public Identity identity(ControlPlaneConfig config) {
    return new Identity(name(), config.replica(), config.region());
  }

  @Override
  public RunningProcess start(ControlPlaneConfig config, Health health, Metrics metrics)
      throws Exception {
    return ControlPlane.start(config, health, metrics);
  }
}
