package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.cli.context.DevelopmentKey;
import io.drawbridge.cli.local.FleetSettings;
import io.drawbridge.cli.local.FleetSize;
import io.drawbridge.cli.local.LocalFleet;
import io.drawbridge.cli.local.Timers;
import io.drawbridge.client.ConnectionState;
import io.drawbridge.client.DrawbridgeClient;
import io.drawbridge.process.config.HostPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A gateway that is full leaves the answers; who comes all the same is sent to its siblings; and
 * when it has room again, it comes back slowly.
 */
@ExtendWith(NoSharedFleet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(20)
@Timeout(300)
final class FullGatewayIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FULL = "gw-1";
  private static final int ROOM = 40;
  private static final int LATE = 60;
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** Devices whose answers are looked at: each gateway is in some of them. */
  private static final int DEVICES = 100;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Visitor> visitors = new ArrayList<>();
  private LocalFleet fleet;

  @BeforeAll
  void start() throws Exception {
    Path home = TestPaths.WORK.resolveSibling("full-fleet");
    FleetSettings settings =
        new FleetSettings(
                home, TestPaths.LIB, TestPaths.SERVERS, LocalFleet.freeBasePort(), 1, Timers.TEST)
            .with(new FleetSize(1, 3, 1, 1));
    fleet = LocalFleet.create(settings, event -> System.out.println("fleet: " + event));
    Files.writeString(
        home.resolve("fleet/local-1/" + FULL + ".yaml"),
        "capacity: {connections: " + ROOM + "}\n",
        StandardOpenOption.APPEND);
    fleet.start();
  }

  @AfterAll
  void stop() {
    visitors.forEach(Visitor::close);
    if (fleet != null) {
      fleet.close();
    }
  }

  @Test
  void aFullGatewayStepsAsideAndComesBackSlowly() throws Exception {
    await("every gateway is among the answers")
        .atMost(WITHIN)
        .until(() -> answered().equals(Set.of("gw-1", "gw-2", "gw-3")));

    try (OldList onlyIt = OldList.of(List.of(listed(FULL)));
        OldList list = OldList.of(List.of(listed(FULL), listed("gw-2"), listed("gw-3")))) {
      List<Visitor> first = enter(onlyIt, "first", ROOM);
      await("there is no room any more").atMost(WITHIN).until(() -> at(FULL, first) == ROOM);
      long fullNanos = System.nanoTime();
      await("it is not among the answers")
          .atMost(WITHIN)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> answered().equals(Set.of("gw-2", "gw-3")));
      System.out.printf("full.out_of_answers_ms: %d%n", millisSince(fullNanos));
      await("it is full to whoever asks why; its rush alone may have taken its weight before")
          .atMost(WITHIN)
          .until(() -> described().path("state").asText().equals("OVERLOADED"));
      assertThat(described().path("weight").asDouble()).isZero();
      assertThat(described().path("because").asText()).startsWith("connections: 100.0 % in use");
      assertThat(described().at("/load/limitsReached/0").asText()).isEqualTo("CLIENTS");

      assertWelcomeElsewhere(enter(list, "late", LATE));
      assertThat(at(FULL, first)).as("who is there stays").isEqualTo(ROOM);

      first.forEach(Visitor::close);
      assertComesBackSlowly();
    }
  }

  private void assertWelcomeElsewhere(List<Visitor> late) {
    await("everybody has a place")
        .atMost(WITHIN)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> late.stream().allMatch(Visitor::isConnected));
    long[] millis = late.stream().mapToLong(Visitor::connectedAfterMillis).sorted().toArray();
    System.out.printf(
        "full.placed_ms: p50 %d, p90 %d, max %d of %d clients%n",
        millis[LATE / 2], millis[LATE * 9 / 10], millis[LATE - 1], LATE);

    assertThat(late).extracting(Visitor::gateway).containsOnly("gw-2", "gw-3");
    assertThat(late).extracting(Visitor::gateway).contains("gw-2", "gw-3"); // not all the second
    assertThat(late)
        .as("some met the full gateway before another answered, and were sent on by it")
        .filteredOn(visitor -> visitor.waits().stream().anyMatch(why -> why.contains("FULL")))
        .isNotEmpty();
  }

  private void assertComesBackSlowly() throws Exception {
    long leftNanos = System.nanoTime();
    await("it has a weight again")
        .atMost(WITHIN)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> described().path("weight").asDouble() > 0);
    JsonNode back = described();
    double uptimeSeconds = secondsSince(back.path("startedUnixMillis").asLong());
    System.out.printf(
        "full.back_seconds: %.1f, weight %.1f of %d, %.0f s after its start%n",
        millisSince(leftNanos) / 1e3, back.path("weight").asDouble(), ROOM, uptimeSeconds);
    assertThat(back.at("/score/slowStart").asDouble())
        .as("slower than a process of its age")
        .isLessThan(Math.min(1, uptimeSeconds / 120));

    await("its weight has doubled")
        .atMost(WITHIN)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> described().path("weight").asDouble() >= 2 * back.path("weight").asDouble());
    assertThat(described().at("/score/slowStart").asDouble())
        .isGreaterThan(back.at("/score/slowStart").asDouble());
    await("it is among the answers").atMost(WITHIN).until(() -> answered().contains(FULL));
  }

  /** So many clients at once, who were told of the gateway when it had room. */
  private List<Visitor> enter(OldList list, String prefix, int count) {
    DevelopmentKey key = DevelopmentKey.of(fleet.document());
    List<Visitor> entering =
        IntStream.range(0, count).mapToObj(i -> new Visitor(list, prefix + "-" + i, key)).toList();
    visitors.addAll(entering);
    return entering;
  }

  private static long at(String gateway, List<Visitor> visitors) {
    return visitors.stream()
        .filter(visitor -> visitor.isConnected() && visitor.gateway().equals(gateway))
        .count();
  }

  /** Everybody who is in somebody's answer. */
  private Set<String> answered() throws Exception {
    Set<String> answered = new HashSet<>();
    HostPort ipconfig = address("ipc-1", "http");
    for (int device = 0; device < DEVICES; device++) {
      String path = "/v1/ipconfig?app=default&proto=tcp&did=device-" + device;
      get(ipconfig, path).path("endpoints").forEach(each -> answered.add(each.path("id").asText()));
    }
    return answered;
  }

  /** As {@code gateway describe} shows it. */
  private JsonNode described() throws Exception {
    return get(address("cp-1", "rest"), "/api/v1/gateways/" + FULL);
  }

  private OldList.Listed listed(String gateway) {
    return new OldList.Listed(gateway, address(gateway, "clients").toSocketAddress());
  }

  private HostPort address(String process, String name) {
    HostPort address = fleet.process(process).addresses().get(name);
    assertThat(address).as(process + "'s " + name).isNotNull();
    return address;
  }

  private JsonNode get(HostPort at, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + at + path))
            .timeout(Duration.ofSeconds(5))
            .header("Authorization", "Bearer " + fleet.document().apiToken())
            .build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }

  private static double secondsSince(long unixMillis) {
    return (System.currentTimeMillis() - unixMillis) / 1e3;
  }

  /** A client, and what it has been told since it began to look. */
  private static final class Visitor implements AutoCloseable {
    private final long beganNanos = System.nanoTime();
    private final List<String> waits = new CopyOnWriteArrayList<>();
    private final DrawbridgeClient client;
    private volatile long connectedNanos;
    private volatile String gateway = "";

    Visitor(OldList list, String user, DevelopmentKey key) {
      client = list.client(user, key).onState(this::note).connect();
    }

    private void note(ConnectionState state) {
      switch (state) {
        case ConnectionState.Connected connected -> {
          connectedNanos = System.nanoTime();
          gateway = connected.gateway();
        }
        case ConnectionState.Waiting waiting -> waits.add(waiting.because());
        case ConnectionState.Connecting _, ConnectionState.Closed _ -> {}
      }
    }

    boolean isConnected() {
      return !gateway.isEmpty();
    }

    String gateway() {
      return gateway;
    }

    long connectedAfterMillis() {
      return Duration.ofNanos(connectedNanos - beganNanos).toMillis();
    }

    List<String> waits() {
      return waits;
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
