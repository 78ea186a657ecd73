package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main job: lines of one client arrive at another, all of them, once, in order. */
@ExtendWith(SharedFleet.class)
@Order(1)
@Timeout(240)
final class TransferIT {
  private static final Duration WITHIN = Duration.ofMinutes(2);

  @Test
  void tenThousandLinesArriveByteForByteFromOneGatewayToAnother(TestFleet fleet) throws Exception {
    try (ConnectProcess bob = fleet.connectOn("gw-1", "bob", Transfer.EXPECT);
        ConnectProcess alice = fleet.connectOn("gw-2", "alice", "--to", bob.user())) {
      Transfer.start(alice, bob).awaitArrival("transfer", WITHIN);
    }
  }

  @Test
  void nothingIsLostWhenTheReceiversGatewayIsKilledInTheMiddle(TestFleet fleet) throws Exception {
    try (ConnectProcess bob = fleet.connectOn("gw-1", "bob-killed", Transfer.EXPECT);
        ConnectProcess alice = fleet.connectOn("gw-2", "alice-killed", "--to", bob.user())) {
      Transfer transfer = Transfer.start(alice, bob);
      transfer.awaitMiddle();

      fleet.local().kill("gw-1");
      long killedNanos = System.nanoTime();
      await()
          .atMost(30, TimeUnit.SECONDS)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> bob.connections().getLast().equals("gw-2"));
      System.out.printf(
          "recovery.seconds_after_kill: %.2f (first spread 1 s + 2 s)%n",
          (System.nanoTime() - killedNanos) / 1e9);

      transfer.awaitArrival("transfer.with_kill", WITHIN);
    } finally {
      fleet.local().start("gw-1");
    }
  }

  @Test
  void nothingIsLostWhenTheReceiversGatewayIsAskedToStop(TestFleet fleet) throws Exception {
    try (ConnectProcess bob = fleet.connectOn("gw-2", "bob-moved", Transfer.EXPECT);
        ConnectProcess alice = fleet.connectOn("gw-1", "alice-moved", "--to", bob.user())) {
      Transfer transfer = Transfer.start(alice, bob);
      transfer.awaitMiddle();

      fleet.local().restart("gw-2");

      transfer.awaitArrival("transfer.with_restart", WITHIN);
      assertThat(bob.connections()).contains("gw-1");
    }
  }
}
