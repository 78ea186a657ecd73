package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway stands still for longer than its lease, under load, and wakes. */
@ExtendWith(SharedControlFleet.class)
@Order(Order.DEFAULT + 3)
@Timeout(900)
final class FrozenGatewayIT {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  @Test
  void nobodyIsSentToItAndWhatItStillHoldsIsFencedWhenItWakes(ControlFleet control)
      throws Exception {
    try (Load load = Load.start(control.fleet())) {
      load.awaitNormal(WITHIN);
      List<ChatUser> there =
          load.users().stream().filter(user -> user.gateway().equals("gw-2")).toList();
      assertThat(there).isNotEmpty();

      control.fleet().local().stop("gw-2");
      long stoppedNanos = System.nanoTime();
      int connections;
      try {
        await("out of ipconfig's answers")
            .atMost(WITHIN)
            .until(() -> control.fleet().answered(1).equals(Set.of("gw-1")));
        System.out.printf(
            "faults.frozen_gateway_out_of_answers_seconds: %.2f%n",
            (System.nanoTime() - stoppedNanos) / 1e9);
        await("its clients are elsewhere")
            .atMost(WITHIN)
            .until(() -> there.stream().allMatch(user -> user.gateway().equals("gw-1")));
        await("its registration has ended").atMost(WITHIN).until(() -> !isLeased(control));
        long left = Outages.GATEWAY_STOPPED.toNanos() - (System.nanoTime() - stoppedNanos);
        TimeUnit.NANOSECONDS.sleep(left); // the fault itself
        load.awaitNormal(WITHIN);
        connections = load.connections();
      } finally {
        control.fleet().local().cont("gw-2");
      }
      control.awaitWhole();
      await("it has let go of every session")
          .atMost(WITHIN)
          .until(() -> control.gatewayMetric("gw-2", "drawbridge_gateway_sessions", "") == 0);

      load.awaitNormal(WITHIN);
      assertThat(load.connections())
          .as("nobody was disturbed by its waking")
          .isEqualTo(connections);
      assertThat(there).allMatch(user -> user.gateway().equals("gw-1"));
      assertThat(load.flows(flow -> flow.refusal() != null)).as("flows with a refusal").isEmpty();
      assertThat(load.flows(flow -> flow.takeUnrecognisedRepeats() > 0)).as("repeats").isEmpty();
    }
  }

  private static boolean isLeased(ControlFleet control) throws Exception {
    JsonNode gateway = control.rest("cp-1").get("gateways/gw-2").body();
    return gateway.path("leased").asBoolean();
  }
}
