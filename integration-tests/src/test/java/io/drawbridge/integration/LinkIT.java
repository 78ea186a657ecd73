package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.cli.context.ProcessIdentity;
import io.drawbridge.proto.business.v1.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two regions 80 ms apart over a link that loses packets, and over none for a while. */
@ExtendWith({NeedsNamespaces.class, NoSharedFleet.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(5)
@Timeout(240)
final class LinkIT {
  private static final String FAR = "delay = 40ms\nloss = 1%\n";
  private static final String CUT = FAR + "down = true\n";
  private static final Duration TRANSFER_WITHIN = Duration.ofMinutes(3);
  private static final Duration CUT_FOR = Duration.ofSeconds(20);
  private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(5);

  /** What was under way when the link broke may be UNKNOWN, and that a region is silent shows. */
  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(6);

  /** One message within a region, as two busy cores and a polled file show it. */
  private static final Duration LOCAL_MESSAGE_WITHIN = Duration.ofSeconds(1);

  private static final Duration RESTARTED_WITHIN = Duration.ofSeconds(60);

  /** By each gate: longer than it takes to see that a region has begun. */
  private static final String WATCHED_FOR = "8s";

  private static final String RESTART = "restart.out";

  private LinkedRegions regions;

  @BeforeAll
  void start() throws Exception {
    regions = LinkedRegions.start(FAR);
  }

  @AfterAll
  void end() throws Exception {
    if (regions != null) {
      regions.close();
    }
  }

  @Test
  void tenThousandLinesArriveByteForByteOverALossyLink() throws Exception {
    try (ConnectProcess bob = regions.connect(2, "bob", Transfer.EXPECT)) {
      bob.awaitConnected();
      try (ConnectProcess alice = regions.connect(1, "alice", "--to", bob.user())) {
        Transfer.start(alice, bob).awaitArrival("transfer.lossy_link", TRANSFER_WITHIN);
      }
    }
  }

  @Test
  void whileTheLinkIsCutRegionsGoOnAndNobodyIsCalledOffline() throws Exception {
    String[] abroad = {"abroad-1", "abroad-2", "abroad-3", "abroad-4"};
    List<ConnectProcess> users =
        List.of(
            regions.connect(2, abroad[0]),
            regions.connect(2, abroad[1]),
            regions.connect(2, abroad[2]),
            regions.connect(2, abroad[3]));
    try (Neighbours first = Neighbours.in(regions, 1);
        Neighbours second = Neighbours.in(regions, 2)) {
      users.forEach(ConnectProcess::awaitConnected);
      try (PushLog pushes =
          PushLog.start(regions, 1, abroad[0], abroad[1], abroad[2], abroad[3], "nobody")) {
        pushes.await(Outcome.DELIVERED, 0, Duration.ofSeconds(20), abroad);

        regions.set(CUT);
        long cutMillis = System.currentTimeMillis();
        while (System.currentTimeMillis() - cutMillis < CUT_FOR.toMillis()) {
          first.exchange(LOCAL_MESSAGE_WITHIN);
          second.exchange(LOCAL_MESSAGE_WITHIN);
          TimeUnit.MILLISECONDS.sleep(500);
        }
        regions.set(FAR);
        long mendedMillis = System.currentTimeMillis();

        long recoveredMillis =
            pushes.await(Outcome.DELIVERED, mendedMillis, Duration.ofSeconds(30), abroad);
        double seconds = (recoveredMillis - mendedMillis) / 1e3;
        System.out.printf("link.recovery_seconds: %.1f%n", seconds);
        assertThat(recoveredMillis - mendedMillis).isLessThan(RECOVERS_WITHIN.toMillis());
        assertThat(pushes.since(cutMillis + NOTICED_WITHIN.toMillis()))
            .filteredOn(answer -> answer.atMillis() < mendedMillis)
            .isNotEmpty()
            .allMatch(answer -> answer.outcome() == Outcome.UNAVAILABLE);
        assertThat(pushes.since(cutMillis))
            .filteredOn(answer -> !answer.user().equals("nobody"))
            .noneMatch(answer -> answer.outcome() == Outcome.OFFLINE);
      }
      first.assertNeverReconnected();
      second.assertNeverReconnected();
      assertThat(users).allMatch(user -> user.connections().size() == 1);
    } finally {
      users.forEach(ConnectProcess::close);
    }
  }

  /** The other region is first: it goes on by itself, and this one does not begin before. */
  @Test
  void aRestartOfAllRegionsWaitsForTheOneThatIsCutOff() throws Exception {
    ProcessIdentity near = regions.gateway(1).identity();
    ProcessIdentity far = regions.gateway(2).identity();
    Process restart = null;
    try (Neighbours first = Neighbours.in(regions, 1);
        Neighbours second = Neighbours.in(regions, 2)) {
      restart = regions.command(1, RESTART, "fleet", "restart", "--pause", WATCHED_FOR, "--watch");
      await("the other region has begun")
          .atMost(RESTARTED_WITHIN)
          .until(() -> regions.text(RESTART).contains("local-2: wave 1 of "));

      regions.set(CUT);
      try {
        long cutNanos = System.nanoTime();
        while (System.nanoTime() - cutNanos < CUT_FOR.toNanos()
            || !regions.text(RESTART).contains("local-2 does not answer: ")) {
          first.exchange(RESTARTED_WITHIN);
          second.exchange(RESTARTED_WITHIN);
          assertThat(regions.gateway(1).identity()).as("not two at once").isEqualTo(near);
          TimeUnit.MILLISECONDS.sleep(500);
        }
        assertThat(restart.isAlive()).as("is followed").isTrue();
      } finally {
        regions.set(FAR);
      }

      assertThat(restart.waitFor(RESTARTED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(regions.text(RESTART).strip())
          .endsWith("local-2: 1 gateways restarted; local-1: 1 gateways restarted");
      assertThat(restart.exitValue()).isZero();
      first.exchange(RESTARTED_WITHIN);
      second.exchange(RESTARTED_WITHIN);
      assertThat(near.isAlive()).as("the first region's old process").isFalse();
      assertThat(far.isAlive()).as("the second region's").isFalse();
      first.assertNeverReconnected();
      second.assertNeverReconnected();
    } finally {
      if (restart != null) {
        restart.destroy();
      }
    }
  }
}
