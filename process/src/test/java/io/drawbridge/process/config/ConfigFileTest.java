package io.drawbridge.process.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  private static final String COMPLETE =
      """
      name: gw-1
      door:
        address: 127.1.1.1:7000
      control-planes: [127.1.2.1:7011, 127.1.2.2:7011]
      """;

  @TempDir private Path directory;

  @Test
  void fileOverlaysDefaults() throws Exception {
    Sample sample = load(COMPLETE + "capacity: {connections: 7}\n");

    assertThat(sample.name()).isEqualTo("gw-1");
    assertThat(sample.maxFrame()).isEqualTo(new ByteSize(65_536));
    assertThat(sample.heartbeat()).isEqualTo(Duration.ofMinutes(1));
    assertThat(sample.capacity()).isEqualTo(new Sample.Capacity(7, 0.5));
    assertThat(sample.controlPlanes()).contains(new HostPort("127.1.2.2", 7011));
    assertThat(sample.redis()).isEmpty();
  }

  @Test
  void environmentOverlaysTheFile() throws Exception {
    Sample sample =
        load(
            COMPLETE,
            Map.of(
                "DRAWBRIDGE_SAMPLE_DOOR_ADDRESS", "127.9.9.9:1",
                "DRAWBRIDGE_SAMPLE_CONTROL_PLANES", "a:1, b:2",
                "DRAWBRIDGE_SAMPLE_REDIS", "redis://u:p#w: x@h",
                "DRAWBRIDGE_SAMPLE_WEIGHTS", "{a: 1, b: 2}",
                "DRAWBRIDGE_OTHER", "not ours"));

    assertThat(sample.door().address()).isEqualTo(new HostPort("127.9.9.9", 1));
    assertThat(sample.controlPlanes()).hasToString("[a:1, b:2]");
    assertThat(sample.redis()).contains("redis://u:p#w: x@h");
    assertThat(sample.weights()).contains(Map.of("a", 1, "b", 2));
  }

  @Test
  void aListMayHoldBlocks() throws Exception {
    String others = "others: [{address: 127.1.1.2:7000}, {address: 127.1.1.3:7000}]\n";

    assertThat(load(COMPLETE + others).others().orElseThrow())
        .containsExactly(
            new Sample.Door(new HostPort("127.1.1.2", 7000)),
            new Sample.Door(new HostPort("127.1.1.3", 7000)));
    assertThat(load(COMPLETE, Map.of("DRAWBRIDGE_SAMPLE_OTHERS", "[{address: a:1}]")).others())
        .contains(List.of(new Sample.Door(new HostPort("a", 1))));
    assertProblem(
        COMPLETE + "others:\n  - address: a:1\n  - adress: b:1\n",
        "sample.yaml:7: others[1].adress: unknown key");
  }

  @Test
  void unknownKeyNamesFileLineKeyAndTheNearestKnownOne() {
    assertProblem(
        COMPLETE + "capacity:\n  conections: 5\n",
        "sample.yaml:6: capacity.conections: unknown key (expected: one of connections, share;"
            + " did you mean connections?)");
  }

  @Test
  void unknownKeyFarFromAllListsThemAll() {
    assertProblem(
        COMPLETE + "color: red\n",
        "sample.yaml:5: color: unknown key (expected: one of name, max-frame, heartbeat, insecure,"
            + " capacity, door, redis, control-planes, tiers, weights, others)");
  }

  @Test
  void aRecordsOwnRuleIsReportedInTheLineOfItsKey() {
    assertProblem(
        COMPLETE + "capacity:\n  connections: -1\n",
        "sample.yaml:6: capacity.connections: -1 (expected: >= 1)");
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    assertProblem(
        """
        heartbeat: soon
        max-frame: 64
        insecure: yes
        control-planes: x
        capacity: 3
        tiers: [interactive, urgent]
        """,
        """
        sample.yaml: name: missing (expected: a text)
        sample.yaml:2: max-frame: 64 (expected: a size such as 64KiB)
        sample.yaml:1: heartbeat: soon (expected: a time such as 500ms, 30s, 5m)
        sample.yaml:3: insecure: yes (expected: true or false)
        sample.yaml:5: capacity: 3 (expected: a block with connections, share)
        sample.yaml: door.address: missing (expected: host:port)
        sample.yaml:4: control-planes: x (expected: a list such as [a, b])
        sample.yaml:6: tiers[1]: urgent (expected: one of interactive, best-effort)\
        """);
  }

  @Test
  void whatStandsInThePlaceOfASecretIsNotQuoted() throws Exception {
    record Key(String secret) {}
    record KeyFile(Key key) {}
    Path file = write("key: c2VjcmV0\n");

    assertThatThrownBy(() -> ConfigFile.read(file, KeyFile.class))
        .hasMessage(file + ":1: key: a single value (expected: a block with secret)");
  }

  @Test
  void anEmptyKeyIsAsIfItWereNotThere() throws Exception {
    assertThat(load(COMPLETE + "capacity:\n  # connections: 3\n").capacity().connections())
        .isEqualTo(1000);
  }

  @Test
  void aKeyGivenTwiceIsRefused() {
    assertProblem(
        COMPLETE + "name: gw-2\n",
        "sample.yaml:5: name: given twice (first at " + "sample.yaml:1)");
  }

  @Test
  void brokenYamlNamesTheLine() {
    assertProblem("name: gw-1\ndoor: [\n", "sample.yaml:3: not YAML: ");
  }

  @Test
  void aFileThatIsNoMappingIsRefused() {
    assertProblem("- a\n- b\n", "sample.yaml:1: a list (expected: lines of key: value)");
  }

  @Test
  void selfContainingAliasesAreRefused() {
    assertProblem("name: &a [*a]\n", "sample.yaml:1: nested too deep (expected: <= 16)");
  }

  @Test
  void unknownVariableUnderTheOwnPrefixIsRefused() {
    assertThatThrownBy(() -> load(COMPLETE, Map.of("DRAWBRIDGE_SAMPLE_HARTBEAT", "1s")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "DRAWBRIDGE_SAMPLE_HARTBEAT: unknown variable (expected: did you mean"
                + " DRAWBRIDGE_SAMPLE_HEARTBEAT?)");
  }

  @Test
  void aWrongVariableIsNamedInsteadOfALine() {
    assertThatThrownBy(() -> load(COMPLETE, Map.of("DRAWBRIDGE_SAMPLE_HEARTBEAT", "1")))
        .hasMessage(
            "DRAWBRIDGE_SAMPLE_HEARTBEAT: heartbeat: 1 (expected: a time such as 500ms, 30s, 5m)");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(
            () -> ConfigFile.load("sample", Sample.class, Optional.of(Path.of("/no/x")), Map.of()))
        .hasMessage("/no/x: no such file");
  }

  @Test
  void effectiveYamlNamesOriginsMasksSecretsAndReadsBack() throws Exception {
    Path file = write(COMPLETE + "redis: redis://user:hunter2@127.1.6.1:7050\n");
    LoadedConfig<Sample> loaded =
        ConfigFile.load(
            "sample",
            Sample.class,
            Optional.of(file),
            Map.of("DRAWBRIDGE_SAMPLE_CAPACITY_SHARE", "0.25"));

    String yaml = loaded.effectiveYaml();

    assertThat(yaml)
        .contains("max-frame: 64KiB  # sample-defaults.yaml:2")
        .contains("  share: 0.25  # DRAWBRIDGE_SAMPLE_CAPACITY_SHARE")
        .contains("  address: 127.1.1.1:7000  # " + file + ":3")
        .contains("redis: redis://user:***@127.1.6.1:7050")
        .doesNotContain("hunter2");
    assertThat(load(yaml).capacity()).isEqualTo(loaded.config().capacity());
  }

  @Test
  void passwordsAreMaskedInProblemsToo() {
    assertThat(new ConfigException("redis", "redis://:pa@ss@h:1", "x"))
        .hasMessage("redis: redis://:***@h:1 (expected: x)");
  }

  @Test
  void problemsOfProcessRulesAreLocatedAfterwards() throws Exception {
    Path file = write(COMPLETE);
    LoadedConfig<Sample> loaded =
        ConfigFile.load("sample", Sample.class, Optional.of(file), Map.of());

    assertThat(loaded.located(new ConfigException("door.address", "x", "y")))
        .hasMessage(file + ":3: door.address: x (expected: y)");
    assertThat(loaded.located(new ConfigException("redis", "none", "y")))
        .hasMessage("redis: none (expected: y)");
  }

  @Test
  void listenAddressesAreTheKeysThatEndInAddress() throws Exception {
    LoadedConfig<Sample> loaded =
        ConfigFile.load("sample", Sample.class, Optional.of(write(COMPLETE)), Map.of());

    assertThat(loaded.listenAddresses())
        .containsExactly(
            new LoadedConfig.ListenAddress("door.address", new HostPort("127.1.1.1", 7000)));
  }

  private void assertProblem(String yaml, String expected) {
    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(ConfigException.class)
        .satisfies(
            e -> assertThat(e.getMessage().replace(directory + "/", "")).startsWith(expected));
  }

  private Sample load(String yaml) throws Exception {
    return load(yaml, Map.of());
  }

  private Sample load(String yaml, Map<String, String> environment) throws Exception {
    return ConfigFile.load("sample", Sample.class, Optional.of(write(yaml)), environment).config();
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("sample.yaml"), yaml);
  }
}
