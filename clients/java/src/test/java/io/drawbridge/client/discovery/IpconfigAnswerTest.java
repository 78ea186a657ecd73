package io.drawbridge.client.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpconfigAnswerTest {
  private static final String FULL =
      """
      {"v":1,"gen":"1.7.42","issued":1700000000,"expires":1700086400,"ttl":300,
       "endpoints":[
        {"id":"gw-2","region":"local-1","host":"127.1.1.2","proto":[{"t":"wss","port":443},
          {"t":"tcp","port":7000}],"prio":1,"w":40},
        {"id":"gw-1","region":"local-1","host":"127.1.1.1","proto":[{"t":"tcp","port":7000}],
          "prio":0,"w":60}],
       "connect":{"race_delay_ms":250,"parallel":2,"timeout_ms":4000},
       "backoff":{"base_ms":500,"max_ms":20000,"factor":2,"jitter":1.0,"first_spread_ms":3000},
       "age_ms":12,"something":{"new":[1,2]}}
      """;

  @Test
  void readsEndpointsByPriorityAndHints() throws Exception {
    EndpointList list = parse(FULL);

    assertThat(list.generation()).isEqualTo("1.7.42");
    assertThat(list.timeToLive()).isEqualTo(Duration.ofMinutes(5));
    assertThat(list.endpoints())
        .containsExactly(
            new GatewayEndpoint("gw-1", "local-1", "127.1.1.1", 7000),
            new GatewayEndpoint("gw-2", "local-1", "127.1.1.2", 7000));
    assertThat(list.hints())
        .isEqualTo(
            new ConnectHints(
                Duration.ofSeconds(4),
                Duration.ofMillis(500),
                Duration.ofSeconds(20),
                Duration.ofSeconds(3)));
  }

  @Test
  void takesTheDoorOfTheWantedTransportAndTheNameThatItsCertificateShows() throws Exception {
    String body =
        """
        {"v":1,"endpoints":[
          {"id":"a","host":"127.1.1.1","proto":[{"t":"tcp","port":7000},
            {"t":"tls","port":7443,"name":"a.example"},{"t":"ws","port":80},
            {"t":"wss","port":443,"name":"w.example"}]},
          {"id":"b","host":"b.example","proto":[{"t":"tls","port":7443}]},
          {"id":"c","host":"127.1.1.3","proto":[{"t":"tcp","port":7000}]}]}
        """;

    assertThat(IpconfigAnswer.parse(body, Transport.TLS).endpoints())
        .containsExactly(
            new GatewayEndpoint("a", "", "127.1.1.1", 7443, "a.example"),
            new GatewayEndpoint("b", "", "b.example", 7443, "b.example"));
    assertThat(IpconfigAnswer.parse(body, Transport.WS).endpoints())
        .containsExactly(new GatewayEndpoint("a", "", "127.1.1.1", 80));
    assertThat(IpconfigAnswer.parse(body, Transport.WSS).endpoints())
        .containsExactly(new GatewayEndpoint("a", "", "127.1.1.1", 443, "w.example"));
  }

  @Test
  void saysWhichTransportNoGatewayHas() {
    assertThatThrownBy(() -> IpconfigAnswer.parse(FULL, Transport.TLS))
        .hasMessage("endpoints: none of 2 takes tls (expected: at least one)");
  }

  @Test
  void refusesADoorWhoseNameIsEmpty() {
    String body =
        "{\"v\":1,\"endpoints\":[{\"id\":\"a\",\"host\":\"h\","
            + "\"proto\":[{\"t\":\"tls\",\"port\":1,\"name\":\"\"}]}]}";

    assertThatThrownBy(() -> IpconfigAnswer.parse(body, Transport.TLS))
        .hasMessage("endpoints[0].proto.name: \"\" (expected: a text)");
  }

  @Test
  void doesWithoutHintsAndRegion() throws Exception {
    EndpointList list =
        parse(
            "{\"v\":1,\"endpoints\":[{\"id\":\"a\",\"host\":\"h\",\"proto\":[{\"t\":\"tcp\",\"port\":1}]}]}");

    assertThat(list.hints()).isEqualTo(ConnectHints.DEFAULTS);
    assertThat(list.endpoints()).containsExactly(new GatewayEndpoint("a", "", "h", 1));
  }

  @Test
  void cutsHintsThatAreOutOfRange() throws Exception {
    String hostile = FULL.replace("\"base_ms\":500", "\"base_ms\":0").replace("3000}", "9e15}");

    assertThat(parse(hostile).hints().backoffBase()).isEqualTo(Duration.ofMillis(100));
    assertThat(parse(hostile).hints().firstSpread()).isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "[]!body: not a JSON object (expected: one)",
        "{}!v: missing (expected: 1)",
        "{\"v\":2}!v: 2 (expected: 1)",
        "{\"v\":1}!endpoints: missing (expected: an array)",
        "{\"v\":1,\"endpoints\":[]}!endpoints: none of 0 takes tcp (expected: at least one)",
        "{\"v\":1,\"endpoints\":[{\"id\":\"a\",\"host\":\"h\",\"proto\":[{\"t\":\"ws\",\"port\":1}]}]}!endpoints:"
            + " none of 1 takes tcp (expected: at least one)",
        "{\"v\":1,\"endpoints\":[{\"id\":\"a\",\"proto\":[{\"t\":\"tcp\",\"port\":1}]}]}"
            + "!endpoints[0].host: missing (expected: a text)",
        "{\"v\":1,\"endpoints\":[{\"id\":\"a\",\"host\":\"h\",\"proto\":[{\"t\":\"tcp\",\"port\":70000}]}]}!endpoints[0].proto.port:"
            + " 70000 (expected: 1 to 65535)",
      })
  void namesOffenderAndExpectation(String body, String message) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOf(DiscoveryException.class)
        .hasMessage(message);
  }

  @Test
  void refusesWhatIsNotJson() {
    assertThatThrownBy(() -> parse("<html>")).hasMessageStartingWith("body: not JSON");
    assertThatThrownBy(() -> parse("[".repeat(100_000))).isInstanceOf(DiscoveryException.class);
    assertThatThrownBy(() -> parse(FULL + "{}")).isInstanceOf(DiscoveryException.class);
  }

  private static EndpointList parse(String body) throws DiscoveryException {
    return IpconfigAnswer.parse(body, Transport.TCP);
  }
}
