package io.drawbridge.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.bench.yardstick.Yardstick;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every bench at the smallest size that has a figure: all are there and sane. Speed is nobody's.
 */
class SmokeTest {
  private static final Size SMALL = new Size(20, 200, 1, 2, 40, 10, 100);

  /** The first 32 clients have nothing to resume. */
  private static final Size ENOUGH_TO_RESUME = new Size(20, 200, 1, 2, 40, 10, 2_000);

  /** More than any machine needs for one. */
  private static final double LARGEST_MICROSECONDS = 1e6;

  private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private Figures figures;
  private Bench bench;

  @BeforeEach
  void aBenchOfItsOwn() {
    figures = new Figures(said::add);
    bench =
        new Bench(folder, Optional.empty(), servers(), QUICK_START, List.of(Yardstick.C), figures);
  }

  @Test
  void idleTakesTheMemoryOfSessions() throws Exception {
    new Idle(bench, SMALL).run();

    assertThat(numbers())
        .containsOnlyKeys(
            "idle.c_rss_bytes_per_connection",
            "idle.heap_bytes_per_session",
            "idle.rss_bytes_per_session");
  }

  @Test
  void upstreamComparesAGatewayWithTheYardsticks() throws Exception {
    new Upstream(bench, SMALL).run();

    for (String what : List.of("local.l20", "upstream.l20", "upstream.pipelined")) {
      assertMeasured(what + ".c_us_per_message");
      assertMeasured(what + ".gateway_us_per_message");
    }
    assertThat(numbers().get("upstream.l20.gateway_messages_per_second")).isBetween(20.0, 400.0);
    assertThat(figures.lastLines())
        .anyMatch(line -> line.startsWith("upstream.l20.gateway_p99_us: "));
  }

  @Test
  void pushReachesClientsByAllOfThem() throws Exception {
    new Push(bench, SMALL).run();

    for (String what : List.of("push.acked", "push.forget")) {
      assertMeasured(what + ".c_us_per_message");
      assertMeasured(what + ".gateway_us_per_message");
    }
  }

  @Test
  void stormCountsConnects() throws Exception {
    new Storm(bench, SMALL).run();

    assertMeasured("storm.gateway_us_per_connect");
    assertMeasured("storm.rs256.gateway_us_per_connect");
    assertThat(numbers().get("storm.gateway_connects_per_second")).isPositive();
  }

  @Test
  void slowClientsAreClosedBesideOthers() throws Exception {
    new Slow(bench, SMALL, 14).run();

    assertThat(numbers().get("slow.pushes_per_second")).isPositive();
    assertThat(numbers().get("slow.others_rate_percent")).isPositive();
    assertThat(numbers().get("slow.queued_bytes_per_slow_client")).isBetween(4_096.0, 65_536.0);
    assertThat(numbers().get("slow.closed_after_seconds")).isGreaterThan(5);
  }

  @Test
  void tlsTakesMemoryAndHandshakes() throws Exception {
    new Tls(bench, ENOUGH_TO_RESUME).run();

    assertThat(numbers()).containsKeys("tls.heap_bytes_per_session", "tls.rss_bytes_per_session");
    for (String what : List.of("tls.plain", "tls.gateway", "tls.resumed")) {
      assertMeasured(what + "_us_per_connect");
    }
    assertThat(numbers().get("tls.ratio_to_plain_connect")).isPositive();
  }

  @Test
  void fleetsReportAndAreSeen() throws Exception {
    new Fleet(bench, new FleetSize(100, 100, 2, 4, 2, 100, 1, 2)).run();

    for (String region : List.of("fleet.", "fleet.regions.")) {
      assertMeasured(region + "us_per_report_and_replica");
      assertThat(numbers().get(region + "report_to_snapshot_p99_ms")).isPositive();
      assertThat(numbers().get(region + "heap_mib")).isBetween(1.0, 512.0);
      assertThat(numbers().get(region + "etcd_writes_per_second")).isNotNegative();
    }
    assertThat(numbers().get("fleet.reports_per_second")).isBetween(50.0, 300.0);
    assertThat(numbers().get("fleet.snapshots_sent_per_second")).isPositive();
    assertThat(numbers().get("fleet.bytes_per_snapshot_sent")).isGreaterThan(20);
    assertThat(numbers())
        .containsKeys("fleet.us_per_snapshot_sent", "fleet.cost_per_gateway_ratio");
  }

  @Test
  void overloadIsRefusedByTier() throws Exception {
    new Overload(bench, new OverloadSize(100, 200, List.of(), 0, 1)).run(Admission.LEVELS);

    assertThat(numbers())
        .as(String.join("\n", said))
        .containsKeys(
            "overload.base.goodput_ratio",
            "overload.x10.goodput_ratio",
            "overload.x10.background_success",
            "overload.hung.refused",
            "overload.hung.others_refused");
    assertThat(numbers().get("overload.detection_ms")).isPositive();
    assertThat(numbers().get("overload.full_admission_seconds")).isNotNegative();
    assertThat(numbers().get("overload.x10.critical_success")).isBetween(0.0, 1.0);
    assertThat(folder.resolve("overload.png")).isNotEmptyFile();
  }

  @Test
  void clientsOfAKilledGatewayComeBack() throws Exception {
    new Returns(bench, new ReturnsSize(200, 20, 50, 2, 1, 10)).runNaive();

    assertThat(numbers())
        .as(String.join("\n", said))
        .containsKeys(
            "returns.naive_all_back_s",
            "returns.naive_half_back_s",
            "returns.naive_socket_rate_max_over_limit",
            "returns.naive_dials_per_client");
    for (String when : List.of("before", "during")) {
      assertThat(figures.lastLines())
          .anyMatch(line -> line.startsWith("returns.naive_undisturbed_p99_ms_" + when + ": "));
    }
    assertThat(numbers().get("returns.naive_accept_rate_max_over_limit")).isPositive();
    assertThat(numbers().get("returns.naive_dials_per_naive_client")).isGreaterThan(1);
  }

  @Test
  void connectionsThatStayLoseNothing() throws Exception {
    List<String> _ = new Handover(bench, handover(1), false).run();

    assertThat(numbers())
        .as(String.join("\n", said))
        .containsEntry("handover.disconnects", 0.0)
        .containsEntry("handover.messages_lost", 0.0)
        .containsEntry("handover.pushes_lost", 0.0)
        .containsEntry("handover.same_sockets", 1.0)
        .containsKeys(
            "handover.messages_doubled", "handover.pushes_doubled", "handover.refused_connects");
    assertThat(numbers().get("handover.messages_sent")).isGreaterThan(10);
    assertThat(numbers().get("handover.short_connects")).isGreaterThanOrEqualTo(20);
    assertThat(figures.lastLines())
        .anyMatch(line -> line.startsWith("handover.worst_silence_quiet_ms: "));
  }

  @Test
  void aGatewayThatIsKilledMissesTheBarsOfAHandOver() throws Exception {
    List<String> missed = new Handover(bench, handover(1), false).runKilled();

    assertThat(numbers())
        .as(String.join("\n", said))
        .containsEntry("handover.disconnects", 40.0)
        .containsEntry("handover.same_sockets", 0.0);
    assertThat(numbers().get("handover.refused_connects")).isPositive();
    assertThat(missed).anyMatch(line -> line.equals("handover.disconnects: 40 (bar: <= 0)"));
  }

  private static HandoverSize handover(int restarts) {
    return new HandoverSize(40, 20, 40, restarts, 1, 1, 20, 2, false);
  }

  private void assertMeasured(String key) {
    assertThat(numbers()).as(String.join("\n", said)).containsKey(key);
    assertThat(numbers().get(key)).as(key).isBetween(0.0, LARGEST_MICROSECONDS); // a tick is 10 ms
  }

  private Map<String, Double> numbers() {
    return figures.numbers();
  }

  /** {@code var/servers} of the repository that the working directory is in. */
  private static Path servers() {
    return Stream.iterate(Path.of("").toAbsolutePath(), at -> at != null, Path::getParent)
        .map(at -> at.resolve("var/servers"))
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(Path.of("target/servers"));
  }
}
