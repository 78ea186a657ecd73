package io.drawbridge.ipconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
import io.drawbridge.process.config.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpconfigConfigTest {
  private static final String REQUIRED =
      """
      ipconfig: ipc-1
      region: local-1
      http-address: 127.1.3.1:7020
      operations-address: 127.1.3.1:7022
      control-planes: ["127.1.2.1:7011"]
      addresses: ["127.1.3.1"]
      snapshot-file: /tmp/snapshot
      """;

  @TempDir private Path directory;

  @Test
  void everythingElseHasADefault() throws Exception {
    IpconfigConfig config = load(REQUIRED);

    assertThat(config.controlPlanes()).containsExactly(new HostPort("127.1.2.1", 7011));
    assertThat(config.inetAddresses()).containsExactly(InetAddress.ofLiteral("127.1.3.1"));
    assertThat(config.name()).isEqualTo("ipconfig.drawbridge.local");
    assertThat(config.nameTtl()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.answer())
        .isEqualTo(new AnswerConfig(5, Duration.ofSeconds(300), Duration.ofSeconds(5)));
    assertThat(config.insecure()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "control-planes: [] | control-planes: none (expected: at least one host:port)",
        "addresses: [] | addresses: none (expected: at least one IP address)",
        "addresses: [example.org] | addresses: example.org (expected: IP addresses)",
        "region: '' | region: empty (expected: text)",
        "name-ttl: 10ms | name-ttl: PT0.01S (expected: >= 1s)",
        "answer: {size: 0} | size: 0 (expected: 1 to 16)",
        "answer: {ttl: 1ms} | ttl: PT0.001S (expected: >= 1s)",
        "anser: {} | anser",
      })
  void refusesWhatCannotBe(String line, String complaint) {
    String key = line.substring(0, line.indexOf(':'));
    String yaml = REQUIRED.replaceAll("(?m)^" + key + ":.*\n", "") + line + "\n";

    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(complaint);
  }

  private IpconfigConfig load(String yaml) throws ConfigException, IOException {
    Path file = directory.resolve("ipconfig.yaml");
    Files.writeString(file, yaml);
    return ConfigFile.load("ipconfig", IpconfigConfig.class, Optional.of(file), Map.of()).config();
  }
}
