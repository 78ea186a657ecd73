package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main job between regions: the sender in the first, the receiver in the second. */
@ExtendWith(SharedFleet.class)
@Order(2)
@Timeout(240)
final class CrossRegionIT {
  private static final Duration WITHIN = Duration.ofMinutes(2);

  @Test
  void tenThousandLinesArriveByteForByteInTheOtherRegion(TestFleet fleet) throws Exception {
    try (ConnectProcess bob = fleet.connect(2, "bob-abroad", Transfer.EXPECT)) {
      bob.awaitConnected();
      try (ConnectProcess alice = fleet.connect(1, "alice-abroad", "--to", bob.user())) {
        Transfer.start(alice, bob).awaitArrival("transfer.regions", WITHIN);

        assertThat(alice.awaitConnected()).doesNotContain("/");
        assertThat(bob.awaitConnected()).startsWith("local-2/");
      }
    }
  }

  @Test
  void nothingIsLostWhenTheReceiversGatewayIsKilledInTheMiddle(TestFleet fleet) throws Exception {
    try (ConnectProcess bob = fleet.connectOn("local-2/gw-2", "bob-far", Transfer.EXPECT);
        ConnectProcess alice = fleet.connect(1, "alice-far", "--to", bob.user())) {
      Transfer transfer = Transfer.start(alice, bob);
      transfer.awaitMiddle();

      fleet.local().kill("local-2/gw-2");

      transfer.awaitArrival("transfer.regions_with_kill", WITHIN);
      assertThat(bob.connections()).endsWith("local-2/gw-1");
    } finally {
      fleet.local().start("local-2/gw-2");
    }
  }
}
