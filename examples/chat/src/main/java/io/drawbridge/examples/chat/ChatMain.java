package io.drawbridge.examples.chat;

import io.drawbridge.process.ProcessDefinition;
import io.drawbridge.process.ProcessMain;
import io.drawbridge.process.RunningProcess;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.Exposure;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Check;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;
import java.io.IOException;

/** Starts a chat process. */
public final class ChatMain implements ProcessDefinition<ChatConfig> {
  /** See {@link ProcessMain#run} for arguments and exit codes. */
  public static void main(String... args) {
    ProcessMain.run(new ChatMain(), args);
  }

  @Override
  public String name() {
    return "chat";
  }

  @Override
  public Class<ChatConfig> configType() {
    return ChatConfig.class;
  }

  @Override
  public HostPort operationsAddress(ChatConfig config) {
    return config.operationsAddress();
  }

  @Override
  public void validate(ChatConfig config, boolean insecureFlag) throws ConfigException {
    boolean insecure = insecureFlag || config.insecure();
    Exposure.requireLoopback(insecure, "grpc-address", config.grpcAddress());
    Exposure.requireLoopback(insecure, "operations-address", config.operationsAddress());
  }

  @Override
  public Identity identity(ChatConfig config) {
    return new Identity(name(), config.chat(), /* region= */ "");
  }

  @Override
  public RunningProcess start(ChatConfig config, Health health, Metrics metrics)
      throws ConfigException, IOException {
    Chat chat = Chat.start(config, metrics);
    health.readiness(
        "gateway",
        () -> chat.connected() ? Check.passing() : Check.failing("no gateway takes pushes"));
    return chat;
  }
}
