package io.drawbridge.ipconfig.snapshot;

import static io.drawbridge.ipconfig.snapshot.SampleFleet.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.snapshot.v1.AnswersGiven;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotFeedTest {
  private static final SubscriberReport IDENTITY =
      SubscriberReport.newBuilder().setSubscriber("ipc-1").setRegion(SampleFleet.REGION).build();

  private final Snapshots snapshots = new Snapshots(SampleFleet.REGION);
  private final AnswerTally tally = new AnswerTally();

  @Test
  void appliesTheHighestGenerationOfAllControlPlanesAndConfirmsItToEach() throws Exception {
    try (LocalControlPlane leader = LocalControlPlane.start();
        LocalControlPlane behind = LocalControlPlane.start();
        SnapshotFeed feed = feed(leader.address(), behind.address())) {
      behind.publish(snapshot(3, 2));
      leader.publish(snapshot(5, 2));

      await().untilAsserted(() -> assertThat(inForce()).isEqualTo("1.7.5"));
      await().untilAsserted(() -> assertThat(lastApplied(leader)).isEqualTo("1.7.5"));
      await().untilAsserted(() -> assertThat(lastApplied(behind)).isEqualTo("1.7.5"));
      assertThat(feed).isNotNull();
    }
  }

  @Test
  void tellsEachControlPlaneEveryAnswerOnce() throws Exception {
    try (LocalControlPlane one = LocalControlPlane.start();
        LocalControlPlane other = LocalControlPlane.start();
        SnapshotFeed feed = feed(one.address(), other.address())) {
      one.publish(snapshot(1, 2));
      await().untilAsserted(() -> assertThat(inForce()).isEqualTo("1.7.1"));

      for (int i = 0; i < 1_000; i++) {
        tally.count(i % 4 == 0 ? "gw-1" : "gw-2");
      }

      for (LocalControlPlane controlPlane : List.of(one, other)) {
        await().untilAsserted(() -> assertThat(answers(controlPlane, "gw-1")).isEqualTo(250));
        await().untilAsserted(() -> assertThat(answers(controlPlane, "gw-2")).isEqualTo(750));
      }
      assertThat(feed).isNotNull();
    }
  }

  @Test
  void comesBackToAControlPlaneThatWasGone() throws Exception {
    LocalControlPlane first = LocalControlPlane.start();
    HostPort address = first.address();
    try (SnapshotFeed feed = feed(address)) {
      first.publish(snapshot(1, 2));
      await().untilAsserted(() -> assertThat(inForce()).isEqualTo("1.7.1"));
      first.crash();

      tally.count("gw-1");
      try (LocalControlPlane second = LocalControlPlane.startAgainAt(address)) {
        second.publish(snapshot(2, 2));

        await().untilAsserted(() -> assertThat(inForce()).isEqualTo("1.7.2"));
        await().untilAsserted(() -> assertThat(answers(second, "gw-1")).isEqualTo(1));
      }
      assertThat(feed).isNotNull();
    }
  }

  @Test
  void keepsTheLastSnapshotWhenEveryControlPlaneIsGone() throws Exception {
    try (LocalControlPlane controlPlane = LocalControlPlane.start();
        SnapshotFeed feed = feed(controlPlane.address())) {
      controlPlane.publish(snapshot(1, 2));
      await().untilAsserted(() -> assertThat(inForce()).isEqualTo("1.7.1"));

      controlPlane.crash();

      await().during(Duration.ofMillis(500)).until(() -> inForce().equals("1.7.1"));
      assertThat(feed).isNotNull();
    }
  }

  @Test
  void delaysAreDrawnFromWindowsThatDoubleUpToABound() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
    long[] bounds = {100, 200, 400, 800, 1_000, 1_000};

    for (int round = 0; round < 200; round++) {
      long[] delays = new long[bounds.length];
      Arrays.setAll(delays, i -> backoff.next().toMillis());
      for (int i = 0; i < bounds.length; i++) {
        assertThat(delays[i]).isBetween(0L, bounds[i]);
      }
      backoff.reset();
    }
  }

  @Test
  void forgetsGatewaysThatLeftTheSnapshot() {
    tally.count("gw-1");
    tally.count("gw-9");

    tally.keepOnly(new SnapshotInForce(snapshot(1, 2), "cp-1"));

    assertThat(tally.totals()).containsOnlyKeys("gw-1");
  }

  private SnapshotFeed feed(HostPort... controlPlanes) {
    return SnapshotFeed.start(
        IDENTITY, List.of(controlPlanes), snapshots, tally, new Random(1), Duration.ofMillis(50));
  }

  private String inForce() {
    return snapshots.inForce().map(SnapshotInForce::generation).orElse("none");
  }

  private static String lastApplied(LocalControlPlane controlPlane) {
    List<SubscriberReport> reports = controlPlane.reports();
    return reports.isEmpty() ? "none" : Generations.text(reports.getLast().getApplied());
  }

  private static int answers(LocalControlPlane controlPlane, String gateway) {
    return controlPlane.reports().stream()
        .peek(report -> assertThat(report.getSubscriber()).isEqualTo("ipc-1"))
        .flatMap(report -> report.getAnswersList().stream())
        .filter(answer -> answer.getGateway().equals(gateway))
        .mapToInt(AnswersGiven::getCount)
        .sum();
  }
}
