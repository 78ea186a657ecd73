package io.drawbridge.ipconfig;

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
import java.time.InstantSource;

/** The ipconfig process. */
public final class IpconfigMain implements ProcessDefinition<IpconfigConfig> {
  /** By the file or the flag; known once {@link #validate} has run. */
  private boolean insecure;

  private IpconfigMain() {}

  public static void main(String[] args) {
    ProcessMain.run(new IpconfigMain(), args);
  }

  @Override
  public String name() {
    return "ipconfig";
  }

  @Override
  public Class<IpconfigConfig> configType() {
    return IpconfigConfig.class;
  }

  @Override
  public HostPort operationsAddress(IpconfigConfig config) {
    return config.operationsAddress();
  }

  @Override
  public void validate(IpconfigConfig config, boolean insecureFlag) throws ConfigException {
    insecure = config.insecure() || insecureFlag;
    Exposure.requireLoopback(insecure, "http-address", config.httpAddress());
  }

  @Override
  public Identity identity(IpconfigConfig config) {
    return new Identity(name(), config.ipconfig(), config.region());
  }

  @Override
  public RunningProcess start(IpconfigConfig config, Health health, Metrics metrics)
      throws IOException {
    return Ipconfig.start(config, insecure, health, metrics, InstantSource.system())::close;
  }
}
