package io.drawbridge.client.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.client.discovery.HttpFetch.Answer;
import io.drawbridge.client.discovery.HttpFetch.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private static final String DNS = "/d?dn=ipconfig.local&ttl=1";
  private final Map<String, Answer> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private long now;
  private final Discovery discovery =
      new Discovery(
          this::answer,
          new Bootstrap(
              List.of(new Server("1.1.1.1", 80), new Server("2.2.2.2", 80)),
              "ipconfig.local",
              7020,
              "my app",
              "phone&1",
              Transport.TCP),
          () -> now);

  @Test
  void resolvesThenAsksForTheList() {
    answers.put("1.1.1.1:80" + DNS, new Answer(200, "", "9.9.9.9,60"));
    answers.put("9.9.9.9:7020", list("1"));

    assertThat(discovery.find("gw-7").join().generation()).isEqualTo("1");
    assertThat(asked)
        .containsExactly(
            "1.1.1.1:80" + DNS,
            "9.9.9.9:7020/v1/ipconfig?app=my+app&did=phone%261&proto=tcp&prev=gw-7");
  }

  @Test
  void triesServersAndAddressesInTurn() {
    answers.put("1.1.1.1:80" + DNS, new Answer(503, "", ""));
    answers.put("2.2.2.2:80" + DNS, new Answer(200, "", "8.8.8.8;9.9.9.9,60"));
    answers.put("8.8.8.8:7020", new Answer(200, "", "{}"));
    answers.put("9.9.9.9:7020", list("1"));

    assertThat(discovery.find("").join().generation()).isEqualTo("1");
  }

  @Test
  void asksTheKnownAddressDirectlyWhileItsTimeToLiveLasts() {
    answers.put("1.1.1.1:80" + DNS, new Answer(200, "", "9.9.9.9,60"));
    answers.put("9.9.9.9:7020", list("1"));
    discovery.find("").join();
    asked.clear();

    now += TimeUnit.SECONDS.toNanos(59);
    discovery.find("").join();
    assertThat(asked).singleElement().asString().startsWith("9.9.9.9:7020");

    now += TimeUnit.SECONDS.toNanos(1);
    discovery.find("").join();
    assertThat(asked).element(1).isEqualTo("1.1.1.1:80" + DNS);
  }

  @Test
  void asksTheLastKnownAddressWhenNoHttpDnsServerAnswers() {
    answers.put("1.1.1.1:80" + DNS, new Answer(200, "", "9.9.9.9,0"));
    answers.put("9.9.9.9:7020", list("1"));
    discovery.find("").join();
    answers.remove("1.1.1.1:80" + DNS);
    answers.put("9.9.9.9:7020", list("2"));

    assertThat(discovery.find("").join().generation()).isEqualTo("2");
  }

  @Test
  void usesTheLastKnownListWhenNobodyAnswers() {
    answers.put("1.1.1.1:80" + DNS, new Answer(200, "", "9.9.9.9,60"));
    answers.put("9.9.9.9:7020", list("1"));
    discovery.find("").join();
    answers.clear();

    assertThat(discovery.find("").join().generation()).isEqualTo("1");
  }

  @Test
  void keepsTheListThatHasNotChanged() {
    answers.put("1.1.1.1:80" + DNS, new Answer(200, "", "9.9.9.9,60"));
    answers.put("9.9.9.9:7020", list("1"));
    discovery.find("").join();
    answers.put("9.9.9.9:7020", new Answer(304, "", ""));

    assertThat(discovery.find("").join().generation()).isEqualTo("1");
    assertThat(asked).last().asString().endsWith(" If-None-Match=tag-1");
  }

  @Test
  void saysOfEveryServerWhatWasWrong() {
    answers.put("1.1.1.1:80" + DNS, new Answer(404, "", ""));
    answers.put("2.2.2.2:80" + DNS, new Answer(200, "", "9.9.9.9,60"));

    assertThatThrownBy(() -> discovery.find("").join())
        .hasRootCauseInstanceOf(DiscoveryException.class)
        .hasRootCauseMessage(
            "httpdns 1.1.1.1:80: status 404 (expected: 200); "
                + "ipconfig 9.9.9.9:7020: connection refused");
  }

  private CompletableFuture<Answer> answer(
      Server server, String target, Map<String, String> headers) {
    asked.add(
        server
            + target
            + headers.toString().replaceAll("^\\{", " ").replaceAll("}$", "").replaceAll(" $", ""));
    Answer answer = answers.get(server + target);
    Answer ofServer = answer == null ? answers.get(server.toString()) : answer;
    return ofServer == null
        ? CompletableFuture.failedFuture(new IOException("connection refused"))
        : CompletableFuture.completedFuture(ofServer);
  }

  private static Answer list(String generation) {
    return new Answer(
        200,
        "tag-" + generation,
        """
        {"v":1,"gen":"%s","endpoints":[{"id":"gw-1","host":"h","proto":[{"t":"tcp","port":1}]}]}
        """
            .formatted(generation));
  }
}
