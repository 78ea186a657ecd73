package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.drawbridge.cli.local.FleetException;
import io.drawbridge.cli.local.FleetSize;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.CoordinationException;
import io.drawbridge.coordination.Entry;
import io.drawbridge.coordination.registry.RegionKeys;
import io.drawbridge.process.config.HostPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One region whose control side can lose members: two control planes, three members of etcd, two
 * gateways. Threads: any.
 */
final class ControlFleet implements AutoCloseable {
  static final RegionKeys KEYS = new RegionKeys("local-1");
  static final List<String> CONTROL_PLANES = List.of("cp-1", "cp-2");
  static final List<String> ETCDS = List.of("etcd-1", "etcd-2", "etcd-3");
  private static final List<String> GATEWAYS = List.of("gw-1", "gw-2");
  private static final String KICK = "{\"app\": \"default\", \"user\": \"nobody\"}";
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final TestFleet fleet;

  private ControlFleet(TestFleet fleet) {
    this.fleet = fleet;
  }

  static ControlFleet start() throws Exception {
    return new ControlFleet(TestFleet.start(new FleetSize(1, 2, 2, 3)));
  }

  TestFleet fleet() {
    return fleet;
  }

  ControlPlaneRest rest(String controlPlane) {
    return fleet.rest(controlPlane);
  }

  /** The control plane that says that it leads; it may be wrong for a moment. */
  Optional<String> leader() {
    return CONTROL_PLANES.stream().filter(this::leads).findFirst();
  }

  String awaitLeader() {
    await("somebody leads").atMost(WITHIN).until(() -> leader().isPresent());
    return leader().orElseThrow();
  }

  static String otherThan(String controlPlane) {
    return controlPlane.equals("cp-1") ? "cp-2" : "cp-1";
  }

  boolean leads(String controlPlane) {
    try {
      return rest(controlPlane).get("health").body().path("leading").asBoolean();
    } catch (Exception e) {
      return false;
    }
  }

  /** Everybody is well: what each test begins with. */
  void awaitWhole() {
    await("the fleet is whole")
        .atMost(WITHIN)
        .ignoreExceptions()
        .until(() -> isWell() && fleet.isWhole());
  }

  /** Everybody is well, but gateways may be drained. */
  void awaitWell() {
    await("everybody is well").atMost(WITHIN).ignoreExceptions().until(this::isWell);
  }

  private boolean isWell() throws Exception {
    for (String controlPlane : CONTROL_PLANES) {
      if (!rest(controlPlane).get("health").body().path("status").asText().equals("ok")) {
        return false;
      }
    }
    for (String gateway : GATEWAYS) {
      JsonNode ready = fleet.readiness(gateway);
      if (!ready.at("/checks/control-streams/status").asText().equals("passing")) {
        return false;
      }
    }
    return leader().isPresent();
  }

  /** All at once and until they are ready: members of etcd are not before there is a quorum. */
  void startTogether(List<String> processes) throws Exception {
    List<CompletableFuture<Void>> starts =
        processes.stream()
            .map(name ->
                CompletableFuture.runAsync(
                    () -> {
                      try {
                        fleet.local().start(name);
                      } catch (FleetException | InterruptedException e) {
                        throw new CompletionException(e);
                      }
                    },
                    start -> Thread.ofVirtual().start(start)))
            .toList();
    for (CompletableFuture<Void> start : starts) {
      start.get();
    }
  }

  /** A write that changes nothing for anybody, from its request to its end; answers its id. */
  String kickNobody() {
    AtomicReference<ControlPlaneRest.Answer> answer = new AtomicReference<>();
    await("an operation is taken")
        .atMost(WITHIN)
        .ignoreExceptions()
        .until(() -> {
          answer.set(rest("cp-1").post("gateways/gw-2/kick", KICK));
          return answer.get().status() == 202;
        });
    String id = answer.get().body().get("id").asText();
    await(id + " is done")
        .atMost(WITHIN)
        .ignoreExceptions()
        .until(() -> operation("cp-1", id).path("state").asText().equals("done"));
    return id;
  }

  /** An operation as this control plane knows it. */
  JsonNode operation(String controlPlane, String id) throws Exception {
    return rest(controlPlane).get("operations/" + id).body();
  }

  /** The member of etcd that leads. */
  String etcdLeader() throws Exception {
    for (String member : ETCDS) {
      if (metric(fleet.process(member).addresses().get("clients"), "etcd_server_is_leader", "")
          == 1) {
        return member;
      }
    }
    throw new AssertionError("etcd: no leader (expected: one)");
  }

  /** Epoch of the newest leader whose directives this gateway has obeyed. */
  long obeyedEpoch(String gateway) throws Exception {
    return (long) gatewayMetric(gateway, "drawbridge_gateway_directive_epoch", "");
  }

  /** Of the series whose labels contain {@code label}. */
  double gatewayMetric(String gateway, String name, String label) throws Exception {
    return metric(fleet.process(gateway).addresses().get("operations"), name, label);
  }

  /** The value of the first series of that name whose labels contain a text. */
  private static double metric(HostPort at, String name, String label) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + at + "/metrics"))
            .timeout(Duration.ofSeconds(5))
            .build();
    String text = HTTP.send(request, BodyHandlers.ofString()).body();
    Matcher series = Pattern.compile("(?m)^" + name + "(\\{[^}]*})? ([0-9.eE+]+)$").matcher(text);
    while (series.find()) {
      if (label.isEmpty() || series.group(1).contains(label)) {
        return Double.parseDouble(series.group(2));
      }
    }
    throw new AssertionError(at + ": no " + name + " with " + label + " (expected: at /metrics)");
  }

  /** A client of the region's etcd, closed by who asked. */
  Coordination etcd() {
    return Coordination.with(
        IntStream.rangeClosed(1, ETCDS.size())
            .mapToObj(i -> fleet.process("etcd-" + i).addresses().get("clients"))
            .map(at -> URI.create("http://" + at))
            .toList());
  }

  List<Entry> keys(String prefix) throws CoordinationException {
    try (Coordination etcd = etcd()) {
      return etcd.list(prefix);
    }
  }

  /** Of the leader as etcd has it: the oldest key in the election. */
  long epochInForce() throws CoordinationException {
    return keys(KEYS.leader()).stream()
        .min(Comparator.comparingLong(Entry::created))
        .orElseThrow()
        .created();
  }

  @Override
  public void close() {
    fleet.close();
  }
}
