package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Under load the leader's time of day jumps ten minutes ahead and twenty back, and a gateway's the
 * other way.
 */
@ExtendWith(SharedControlFleet.class)
@Order(Order.DEFAULT + 5)
@Timeout(180)
final class ClockIT {
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final int JUMP_SECONDS = 600;

  /** Longer than the leases of gateways and leaders, 5 s and 3 s. */
  private static final Duration LASTS = Duration.ofSeconds(6);

  @Test
  void nobodyIsRemovedOrDisconnectedAndNobodyElseLeads(ControlFleet control) throws Exception {
    String before = control.awaitLeader();
    String leader = ControlFleet.otherThan(before);
    try (ShiftedClock ofGateway = ShiftedClock.of(control, "gw-1");
        ShiftedClock ofLeader = ShiftedClock.of(control, leader)) {
      control.awaitWell();
      control.fleet().local().restart(before);
      await(leader + " leads").atMost(WITHIN).until(() -> control.leads(leader));
      control.awaitWhole();
      try (Load load = Load.start(control.fleet())) {
        load.awaitNormal(WITHIN);
        long epoch = control.epochInForce();
        int connections = load.connections();
        assertNothingIsTold(ofLeader, ofGateway, load, control);
        assertThat(control.leads(leader)).isTrue();
        assertThat(control.epochInForce()).isEqualTo(epoch);
        assertThat(load.connections()).isEqualTo(connections);
        control.kickNobody(); // whoever leads can still do something
      }
    }
  }

  private static void assertNothingIsTold(
      ShiftedClock ofLeader, ShiftedClock ofGateway, Load load, ControlFleet control)
      throws Exception {
    try (PlacementWatch one = PlacementWatch.of(control.rest("cp-1"));
        PlacementWatch two = PlacementWatch.of(control.rest("cp-2"))) {
      for (int seconds : new int[] {JUMP_SECONDS, -JUMP_SECONDS}) {
        ofLeader.set(seconds);
        ofGateway.set(-seconds);
        TimeUnit.NANOSECONDS.sleep(LASTS.toNanos()); // the fault itself
        ofLeader.assertIsAhead(seconds);
        ofGateway.assertIsAhead(-seconds);
        load.awaitNormal(WITHIN);
      }
      assertThat(one.notes()).as("what cp-1 told").isEmpty();
      assertThat(two.notes()).as("what cp-2 told").isEmpty();
      assertThat(one.looks()).isPositive();
      assertThat(two.looks()).isPositive();
    }
  }
}
