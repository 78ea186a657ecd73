package io.drawbridge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.policy.Limit.Per;
import io.drawbridge.process.config.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static final String HEAD = "kind: Degradation\nname: evening\n";

  @Test
  void readsServices() throws ConfigException {
    Policy policy =
        Policy.parse(
            "services.yaml",
            """
            kind: Services
            name: chat
            where: {regions: [r1], labels: {zone: a}}
            services:
              - {id: 1, name: chat, app: default, target: "dns:///chat:9000", tier: interactive, time-limit: 2s}
            """);

    assertThat(policy).isInstanceOf(ServicesPolicy.class);
    assertThat(policy.kind()).isEqualTo("Services");
    assertThat(policy.where().regions()).contains(List.of("r1"));
    assertThat(policy.where().labels()).contains(Map.of("zone", "a"));
    assertThat(((ServicesPolicy) policy).services())
        .singleElement()
        .satisfies(service -> assertThat(service.tier()).isEqualTo(TierName.INTERACTIVE));
  }

  @Test
  void readsThrottles() throws ConfigException {
    ThrottlePolicy policy =
        (ThrottlePolicy)
            Policy.parse(
                "t",
                """
                kind: Throttle
                name: chat-limits
                limits:
                  - {name: background, match: {services: [chat], tiers: [background]}, per: gateway, rate: 500, burst: 20}
                  - {name: each-user, per: user, rate: 0.5}
                """);

    assertThat(policy.where()).isEqualTo(Selector.ALL);
    assertThat(policy.limits()).extracting(Limit::per).containsExactly(Per.GATEWAY, Per.USER);
    assertThat(policy.limits()).extracting(Limit::burstOrDefault).containsExactly(20, 1);
    Match match = policy.limits().getFirst().match().orElseThrow();
    assertThat(match.takes("any", "chat", TierName.BACKGROUND)).isTrue();
    assertThat(match.takes("any", "chat", TierName.STANDARD)).isFalse();
    assertThat(match.takes("any", "other", TierName.BACKGROUND)).isFalse();
  }

  @Test
  void readsDegradations() throws ConfigException {
    DegradationPolicy policy =
        (DegradationPolicy)
            Policy.parse(
                "d",
                HEAD
                    + """
                    trigger: hand
                    expires: 2026-11-30T18:00:00Z
                    rungs:
                      - {heartbeat: 2m}
                      - {refuse: [background, standard], drop-forgettable: true}
                      - {max-body: 4KiB, refuse-new-sessions: true}
                    """);

    assertThat(policy.expires()).contains(Instant.parse("2026-11-30T18:00:00Z"));
    assertThat(policy.rungs()).hasSize(3);
    assertThat(policy.rungs().getFirst().heartbeat()).contains(Duration.ofMinutes(2));
    assertThat(policy.afterOrDefault()).isEqualTo(DegradationPolicy.DEFAULT_AFTER);
    assertThat(policy.calmOrDefault()).isEqualTo(DegradationPolicy.DEFAULT_CALM);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nonsense: 1                                                | d:3: nonsense: unknown key
          rungs: [{}]                                                | d:3: rungs[0]: a rung without a measure
          rungs: [{refuse: [critical]}]                              | d:3: rungs[0].refuse: [CRITICAL] (expected: some of interactive
          rungs: [{refuse: []}]                                      | d:3: rungs[0].refuse: [] (expected: some of interactive
          rungs: [{heartbeat: 5m}]                                   | d:3: rungs[0].heartbeat: 300000ms (expected: 1s to 4m)
          rungs: [{max-body: 10B}]                                   | d:3: rungs[0].max-body: 10B (expected: >= 256B)
          {trigger: hand, rungs: [{heartbeat: 2m}]}                  | expires: missing
          {trigger: overload, rungs: []}                             | rungs: 0 (expected: 1 to 8)
          {trigger: overload, rungs: [{heartbeat: 2m}], calm: 2h}    | calm: 7200000ms (expected: 1ms to 1h)
          {trigger: never, rungs: [{heartbeat: 2m}]}                 | trigger: never (expected: one of hand, overload)
          """)
  void refusesWrongDegradationsByLine(String lines, String problem) {
    String text =
        lines.startsWith("{")
            ? "{kind: Degradation, name: evening, " + lines.substring(1)
            : HEAD + lines;
    assertThatThrownBy(() -> Policy.parse("d", text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: a, per: user, rate: 0}                  | limits[0].rate: 0.0 (expected: 0.01 to 10000000 a second)
          {name: a, per: user, rate: 1, burst: 0}        | limits[0].burst: 0 (expected: 1 to 10000000)
          {name: a, per: person, rate: 1}                | limits[0].per: person (expected: one of gateway, tier, app, service, user)
          {name: A b, per: user, rate: 1}                | limits[0].name: A b (expected: 1 to 63 of a-z
          {name: a, per: user, rate: 1, match: {tiers: []}} | limits[0].match.tiers: empty
          {name: a, per: user, rate: 1, match: {apps: []}} | limits[0].match.apps: 0 names
          """)
  void refusesWrongLimitsByLine(String limit, String problem) {
    assertThatThrownBy(
            () -> Policy.parse("t", "kind: Throttle\nname: t\nlimits:\n  - " + limit + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("t:4: " + problem);
  }

  @Test
  void refusesMoreLimitsThanAMessageShouldBeHeldAgainst() {
    StringBuilder text = new StringBuilder("kind: Throttle\nname: t\nlimits:\n");
    for (int i = 0; i <= ThrottlePolicy.MAX_LIMITS; i++) {
      text.append("  - {name: n").append(i).append(", per: user, rate: 1}\n");
    }
    assertThatThrownBy(() -> Policy.parse("t", text.toString()))
        .hasMessageContaining("t:3: limits: 33 (expected: 1 to 32)");
  }

  @Test
  void saysWhichKindsThereAre() {
    assertThatThrownBy(() -> Policy.parse("p", "kind: Throtle\nname: t\n"))
        .hasMessage(
            "p:1: kind: Throtle (expected: one of Degradation, Services, Throttle; did you mean"
                + " Throttle?)");
    assertThatThrownBy(() -> Policy.parse("p", "name: t\n")).hasMessageContaining("kind: missing");
  }

  @Test
  void refusesADocumentThatIsTooLarge() {
    assertThatThrownBy(() -> Policy.parse("p", "#".repeat(Policy.MAX_BYTES + 1)))
        .hasMessage("p: 32769 bytes (expected: <= 32768)");
  }
}
