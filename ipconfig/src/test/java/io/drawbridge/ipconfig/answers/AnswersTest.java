package io.drawbridge.ipconfig.answers;

import static io.drawbridge.ipconfig.snapshot.SampleFleet.gateway;
import static io.drawbridge.ipconfig.snapshot.SampleFleet.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.ipconfig.snapshot.SampleFleet;
import io.drawbridge.ipconfig.snapshot.Snapshots;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import io.drawbridge.ranking.DeviceBucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final Hints HINTS = new Hints(3, Duration.ofSeconds(300), Duration.ofSeconds(5));
  private static final Asker PHONE = asker("phone-1");

  @Test
  void writesTheDocumentedFields() {
    Answer answer =
        ready(
            SampleFleet.inForce(
                snapshot(
                    42,
                    List.of(
                        gateway("gw-1", PlacementState.UP, 2),
                        gateway("gw-2", PlacementState.UP, 1)))),
            PHONE);

    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"v":1,"gen":"1.7.42","issued":1700000000,"expires":1700086400,"ttl":300,\
            "degraded":false,"endpoints":[\
            {"id":"gw-2","region":"local-1","host":"127.1.1.2",\
            "proto":[{"t":"tcp","port":7000}],"prio":0,"w":50},\
            {"id":"gw-1","region":"local-1","host":"127.1.1.1",\
            "proto":[{"t":"tcp","port":7000}],"prio":1,"w":100}],\
            "connect":{"race_delay_ms":250,"parallel":2,"timeout_ms":5000},\
            "backoff":{"base_ms":1000,"max_ms":60000,"factor":2,"jitter":1.0,\
            "first_spread_ms":5000}}\
            """);
  }

  @Test
  void replicasAnswerWithEqualBytesWhateverTheyWereAskedBefore() {
    Answers one = new Answers(SampleFleet.inForce(snapshot(1, 20)), HINTS);
    Answers other = new Answers(SampleFleet.inForce(snapshot(1, 20)), HINTS);
    List<Asker> askers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Optional<String> previous = i % 3 == 0 ? Optional.of("gw-" + i % 25) : Optional.empty();
      askers.add(new Asker(DeviceBucket.of("phone-" + i), previous, TransportNames.all()));
    }
    List<Asker> shuffled = new ArrayList<>(askers);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.forEach(other::answer);

    for (Asker asker : askers) {
      assertThat(ready(one, asker).body()).isEqualTo(ready(other, asker).body());
      assertThat(ready(one, asker).etag()).isEqualTo(ready(other, asker).etag());
    }
  }

  @Test
  void oneBucketSharesTheVeryBytes() {
    Answers answers = new Answers(SampleFleet.inForce(snapshot(1, 5)), HINTS);

    Answer withMadeUpPrevious =
        ready(answers, new Asker(PHONE.bucket(), Optional.of("gw-77"), PHONE.transports()));

    assertThat(withMadeUpPrevious.body()).isSameAs(ready(answers, PHONE).body());
  }

  @Test
  void beyondItsBoundAnswersAreMadeAnewAndEqual() {
    Answers answers = new Answers(SampleFleet.inForce(snapshot(1, 3)), HINTS);
    for (int i = 0; i < GenerationAnswers.MAX_KEPT; i++) {
      answers.answer(new Asker(new DeviceBucket(i), Optional.empty(), Set.of(Transport.TCP)));
    }
    Asker beyond = new Asker(new DeviceBucket(60_000), Optional.empty(), Set.of(Transport.TCP));

    Answer first = ready(answers, beyond);
    Answer second = ready(answers, beyond);

    assertThat(first.body()).isNotSameAs(second.body()).isEqualTo(second.body());
  }

  @Test
  void thePreviousGatewayComesFirst() {
    Answers answers = new Answers(SampleFleet.inForce(snapshot(1, 8)), HINTS);
    for (int i = 1; i <= 8; i++) {
      Asker returning = new Asker(PHONE.bucket(), Optional.of("gw-" + i), PHONE.transports());
      assertThat(ready(answers, returning).firstGateway()).isEqualTo("gw-" + i);
    }
  }

  @Test
  void aNewGenerationAnswersAtOnce() {
    Snapshots snapshots = SampleFleet.inForce(snapshot(1, 4));
    Answers answers = new Answers(snapshots, HINTS);
    String drained = ready(answers, PHONE).firstGateway();
    List<GatewaySnapshot> next = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      PlacementState state =
          drained.equals("gw-" + i) ? PlacementState.DRAINING : PlacementState.UP;
      next.add(gateway("gw-" + i, state, 1));
    }

    SampleFleet.apply(snapshots, snapshot(2, next));

    String body = new String(ready(answers, PHONE).body(), StandardCharsets.UTF_8);
    assertThat(body).contains("\"gen\":\"1.7.2\"").doesNotContain("\"" + drained + "\"");
  }

  @Test
  void theEtagFollowsTheListAndNotTheGenerationOrTheWeights() {
    Snapshots snapshots = SampleFleet.inForce(snapshot(1, 2));
    Answers answers = new Answers(snapshots, HINTS);
    String first = ready(answers, PHONE).etag();

    SampleFleet.apply(
        snapshots,
        snapshot(
            2,
            List.of(
                gateway("gw-1", PlacementState.UP, 1.01),
                gateway("gw-2", PlacementState.UP, 0.99))));
    assertThat(ready(answers, PHONE).etag()).isEqualTo(first).matches("W/\"[0-9a-f]{16}\"");

    SampleFleet.apply(snapshots, snapshot(3, 1));
    assertThat(ready(answers, PHONE).etag()).isNotEqualTo(first);
  }

  @Test
  void withoutAnyRoomTheLeastBadAreGivenAndItIsSaid() throws IOException {
    JsonNode body =
        json(
            ready(
                SampleFleet.inForce(
                    snapshot(
                        1,
                        List.of(
                            gateway("gw-1", PlacementState.OVERLOADED, 0),
                            gateway("gw-2", PlacementState.SUSPECT, 0).toBuilder()
                                .setKept(true)
                                .build(),
                            gateway("gw-3", PlacementState.DRAINING, 0)))),
                PHONE));

    assertThat(body.get("degraded").asBoolean()).isTrue();
    assertThat(body.get("endpoints").findValuesAsText("id")).containsExactly("gw-2", "gw-1");
  }

  @Test
  void onlyDoorsTheClientCanUseAreListedByHost() throws IOException {
    GatewaySnapshot gateway =
        gateway("gw-1", PlacementState.UP, 1).toBuilder()
            .addEndpoints(endpoint("127.1.1.1", 7443, Transport.TLS).setVerifiedName("gw.example"))
            .addEndpoints(endpoint("::1", 443, Transport.WSS).setVerifiedName("gw.example"))
            .build();
    Asker secure =
        new Asker(PHONE.bucket(), Optional.empty(), Set.of(Transport.TLS, Transport.WSS));

    JsonNode endpoints =
        json(ready(SampleFleet.inForce(snapshot(1, List.of(gateway))), secure)).get("endpoints");

    assertThat(endpoints.toString())
        .isEqualTo(
            """
            [{"id":"gw-1","region":"local-1","host":"127.1.1.1",\
            "proto":[{"t":"tls","port":7443,"name":"gw.example"}],"prio":0,"w":100},\
            {"id":"gw-1","region":"local-1","host":"::1",\
            "proto":[{"t":"wss","port":443,"name":"gw.example"}],"prio":0,"w":100}]\
            """);
  }

  @Test
  void saysWhyThereIsNoAnswer() {
    assertThat(new Answers(new Snapshots(SampleFleet.REGION), HINTS).answer(PHONE))
        .isInstanceOf(Answered.NoSnapshot.class);
    assertThat(new Answers(SampleFleet.inForce(snapshot(1, 0)), HINTS).answer(PHONE))
        .isInstanceOf(Answered.NoGateway.class);
  }

  private static Endpoint.Builder endpoint(String host, int port, Transport transport) {
    return Endpoint.newBuilder()
        .setGateway("gw-1")
        .setHost(host)
        .setPort(port)
        .setTransport(transport);
  }

  private static Asker asker(String device) {
    return new Asker(DeviceBucket.of(device), Optional.empty(), TransportNames.all());
  }

  private static Answer ready(Snapshots snapshots, Asker asker) {
    return ready(new Answers(snapshots, HINTS), asker);
  }

  private static Answer ready(Answers answers, Asker asker) {
    return ((Answered.Ready) answers.answer(asker)).answer();
  }

  private static JsonNode json(Answer answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }
}
