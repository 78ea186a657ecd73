package io.drawbridge.process;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.Exposure;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Optional;

/** Listens on two addresses; says so when it stops. */
final class SampleProcess implements ProcessDefinition<SampleProcess.Config> {
  record Config(String greeting, HostPort doorAddress, HostPort operationsAddress) {}

  public static void main(String[] args) {
    ProcessMain.run(new SampleProcess(), args);
  }

  @Override
  public String name() {
    return "sample";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public HostPort operationsAddress(Config config) {
    return config.operationsAddress();
  }

  @Override
  public void validate(Config config, boolean insecureFlag) throws ConfigException {
    Exposure.requireLoopback(insecureFlag, "door-address", config.doorAddress());
  }

  @Override
  public Identity identity(Config config) {
    return new Identity("sample", "sample-1", "");
  }

  @Override
  public RunningProcess start(Config config, Health health, Metrics metrics) throws IOException {
    if (config.greeting().equals("incomplete")) {
      throw new NoClassDefFoundError("io/netty/Missing");
    }
    ServerSocket door = new ServerSocket();
    door.bind(config.doorAddress().toSocketAddress());
    System.out.println("running");
    return new RunningProcess() {
      @Override
      public void stop() {
        System.out.println("drained");
        if (config.greeting().equals("stubborn")) {
          throw new IllegalStateException("will not");
        }
      }

      @Override
      public Optional<Runnable> onHangUp() {
        return Optional.of(() -> System.out.println("heard SIGHUP"));
      }
    };
  }
}
