package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
import io.drawbridge.process.config.HostPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneConfigTest {
  private static final String REQUIRED =
      """
      replica: cp-1
      region: local-1
      etcd:
        endpoints: ["http://127.1.5.1:7040"]
      """;

  @TempDir Path directory;

  @Test
  void fourKeysAreRequiredAndTheRestHasDefaults() throws Exception {
    ControlPlaneConfig config = load(REQUIRED);

    assertThat(config.restAddress()).isEqualTo(HostPort.parse("127.0.0.1:7010"));
    assertThat(config.etcd().electionTtl()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.apiTokenFile()).isEmpty();
    assertThatThrownBy(() -> load("")).hasMessageContaining("replica");
  }

  @Test
  void restWithoutATokenNeedsInsecure() throws Exception {
    ControlPlaneConfig config = load(REQUIRED);
    ControlPlaneMain main = new ControlPlaneMain();

    assertThatThrownBy(() -> main.validate(config, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("api-token-file");
    main.validate(config, true);
    main.validate(load(REQUIRED + "api-token-file: token\n"), false);
  }

  @Test
  void aPublicAddressNeedsInsecure() throws Exception {
    ControlPlaneConfig config =
        load(REQUIRED + "api-token-file: token\ngrpc-address: 0.0.0.0:7011\n");

    assertThatThrownBy(() -> new ControlPlaneMain().validate(config, false))
        .hasMessageContaining("grpc-address");
  }

  @Test
  void aWrongValueNamesItsKeyAndWhatIsExpected() {
    assertThatThrownBy(() -> load(REQUIRED + "suspect-after: 10ms\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("suspect-after: 10ms (expected: >= 100ms)");
  }

  @Test
  void otherRegionsAreNamedOnceAndNeverOurOwn() throws Exception {
    assertThat(load(REQUIRED).otherRegions()).isEmpty();
    assertThat(load(REQUIRED + others("local-2", "local-3")).otherRegions())
        .extracting(ControlPlaneConfig.OtherRegion::region)
        .containsExactly("local-2", "local-3");
    assertThatThrownBy(() -> load(REQUIRED + others("local-2", "local-2")))
        .hasMessageContaining("other-regions: local-2 (expected: each region once");
    assertThatThrownBy(() -> load(REQUIRED + others("local-1")))
        .hasMessageContaining("other-regions: local-1 (expected: each region once");
  }

  private static String others(String... names) {
    StringBuilder yaml = new StringBuilder("other-regions:\n");
    for (String name : names) {
      yaml.append("  - {region: %s, control-planes: [\"127.2.2.1:7011\"]}\n".formatted(name));
    }
    return yaml.toString();
  }

  private ControlPlaneConfig load(String yaml) throws Exception {
    Path file = Files.writeString(directory.resolve("cp.yaml"), yaml);
    return ConfigFile.load("control-plane", ControlPlaneConfig.class, Optional.of(file), Map.of())
        .config();
  }
}
