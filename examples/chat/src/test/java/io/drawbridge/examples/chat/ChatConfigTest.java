package io.drawbridge.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.process.config.ByteSize;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
import io.drawbridge.process.config.HostPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatConfigTest {
  private static final String SMALLEST =
      """
      chat: chat-1
      grpc-address: 127.1.4.1:7030
      operations-address: 127.1.4.1:7032
      gateways: [127.1.1.1:7001]
      groups: groups.yaml
      """;

  @TempDir private Path folder;

  @Test
  void needsNamesAndAddressesAndHasDefaultsForTheRest() throws Exception {
    ChatConfig config = load(SMALLEST);

    assertThat(config.app()).isEqualTo("default");
    assertThat(config.service()).isEqualTo(1);
    assertThat(config.gateways()).isEqualTo(List.of(new HostPort("127.1.1.1", 7001)));
    assertThat(config.outbox().messages()).isEqualTo(20_000);
    assertThat(config.outbox().bytes()).isEqualTo(ByteSize.parse("64MiB"));
    new ChatMain().validate(config, false);
  }

  @Test
  void namesTheLineOfAWrongValue() {
    assertThatThrownBy(() -> load(SMALLEST + "outbox: {messages: 0}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("chat.yaml:6")
        .hasMessageContaining("outbox.messages: 0 (expected: >= 1)");
  }

  @Test
  void refusesAPlainDoorThatOtherMachinesCanReach() throws Exception {
    ChatConfig config = load(SMALLEST.replace("127.1.4.1:7030", "192.0.2.1:7030"));

    assertThatThrownBy(() -> new ChatMain().validate(config, false))
        .hasMessageContaining("grpc-address");
    new ChatMain().validate(config, true);
  }

  private ChatConfig load(String text) throws Exception {
    Path file = folder.resolve("chat.yaml");
    Files.writeString(file, text);
    return ConfigFile.load("chat", ChatConfig.class, Optional.of(file), Map.of()).config();
  }
}
