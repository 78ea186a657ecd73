package io.drawbridge.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drawbridge.policy.ServiceTarget;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.client.v1.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicesFileTest {
  private static final String CHAT =
      """
      services:
        - id: 1
          name: chat
          app: default
          target: "dns:///127.1.4.1:7030"
          tier: interactive
          time-limit: 2s
      """;
  private static final String CHAT_AND_GAME =
      CHAT
          + """
            - id: 2
              name: game
              app: arcade
              target: "10.0.0.1:9000, 10.0.0.2:9000"
              tier: background
              time-limit: 500ms
          """
              .indent(0);

  @TempDir private Path folder;
  private long version;

  @Test
  void findsAServiceByAppAndId() throws Exception {
    ServiceTable table = ServicesFile.open(write(CHAT_AND_GAME)).table();

    assertThat(table.find("default", 1))
        .hasValue(
            new Service(
                "default",
                1,
                "chat",
                new ServiceTarget.Dns(new HostPort("127.1.4.1", 7030)),
                Tier.INTERACTIVE,
                Duration.ofSeconds(2),
                8_192,
                Duration.ofMillis(20)));
    assertThat(table.find("arcade", 2).orElseThrow().target())
        .isEqualTo(
            new ServiceTarget.Fixed(
                List.of(new HostPort("10.0.0.1", 9000), new HostPort("10.0.0.2", 9000))));
    assertThat(table.find("default", 2)).isEmpty();
    assertThat(table.find("other", 1)).isEmpty();
    assertThat(table.ofApp("arcade")).extracting(Service::name).containsExactly("game");
  }

  @Test
  void boundsWhatIsInFlightAsWritten() throws Exception {
    ServiceTable table = ServicesFile.open(write(CHAT + "    max-in-flight: 100\n")).table();

    assertThat(table.find("default", 1).orElseThrow().maxInFlight()).isEqualTo(100);
  }

  @Test
  void takesAChangedFileAndKeepsTheTableOfAnUnchangedOne() throws Exception {
    ServicesFile services = ServicesFile.open(write(CHAT));
    ServiceTable before = services.table();

    services.refresh();
    assertThat(services.table()).isSameAs(before);

    write(CHAT_AND_GAME);
    services.refresh();
    assertThat(services.table().size()).isEqualTo(2);
  }

  @Test
  void keepsTheLastGoodTableWhenTheFileIsWrongAndSaysTheLine() throws Exception {
    ServicesFile services = ServicesFile.open(write(CHAT));

    write(CHAT.replace("interactive", "urgent"));
    services.refresh();

    assertThat(services.table().find("default", 1)).isPresent();
    assertThat(services.problem().orElseThrow())
        .contains("services.yaml:6: services[0].tier: urgent (expected: one of critical, ");
  }

  @Test
  void keepsTheLastGoodTableWhileTheFileIsGone() throws Exception {
    Path file = write(CHAT);
    ServicesFile services = ServicesFile.open(file);

    Files.delete(file);
    services.refresh();
    assertThat(services.table().size()).isEqualTo(1);
    assertThat(services.problem()).isPresent();

    write(CHAT_AND_GAME);
    services.refresh();
    assertThat(services.table().size()).isEqualTo(2);
    assertThat(services.problem()).isEmpty();
  }

  @Test
  void looksForChangesByItself() throws Exception {
    ServicesFile services = ServicesFile.open(write(CHAT));
    try (ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor()) {
      Future<?> refreshing = services.refreshOn(thread);

      write(CHAT_AND_GAME);

      await().atMost(Duration.ofSeconds(5)).until(() -> services.table().size() == 2);
      refreshing.cancel(false);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id: 1|id: 0|:2: services[0].id: 0 (expected: 1 to 65535)",
        "id: 1|id: 65536|:2: services[0].id: 65536 (expected: 1 to 65535)",
        "name: chat|name: ' '|:3: services[0].name: 1 bytes (expected: 1 to 128, not blank)",
        "dns:///127.1.4.1:7030|dns:///chat|:5: services[0].target: dns:///chat (expected: dns:///h",
        "dns:///127.1.4.1:7030|a:1,a:1|:5: services[0].target: a:1,a:1 (expected: dns:///host:port",
        "dns:///127.1.4.1:7030|http://a:1|:5: services[0].target: http://a:1 (expected: dns:///hos",
        "dns:///127.1.4.1:7030|a:0|:5: services[0].target: a:0 (expected: dns:///host:port, or hos",
        "time-limit: 2s|time-limit: 0s|:7: services[0].time-limit: 0ms (expected: 1ms to 5m)",
        "time-limit: 2s|time-limits: 2s|:7: services[0].time-limits: unknown key (expected: one of",
      })
  void refusesToStartOnAWrongFileAndNamesLineAndExpectation(
      String right, String wrong, String message) throws IOException {
    Path file = write(CHAT.replace(right, wrong));

    assertThatThrownBy(() -> ServicesFile.open(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("services.yaml" + message);
  }

  @Test
  void refusesAnIdGivenTwiceInOneApp() throws IOException {
    Path file = write(CHAT_AND_GAME.replace("arcade", "default").replace("id: 2", "id: 1"));

    assertThatThrownBy(() -> ServicesFile.open(file))
        .hasMessageContaining("app default has 1 twice (expected: each id and name once an app)");
  }

  /** Each writing gets a time of its own: tests write faster than file systems tell times. */
  private Path write(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("services.yaml"), text);
    version++;
    return Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000 + version * 1000));
  }
}
