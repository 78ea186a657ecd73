package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway is drained by the command and taken back; its clients move and nothing is lost. */
@ExtendWith({SharedFleet.class, Undrain.class})
@Order(2)
@Timeout(180)
final class DrainIT {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  @Test
  void clientsMoveWithEverythingWhileTheDrainTellsHowFarItIs(TestFleet fleet) throws Exception {
    try (Load load = Load.start(fleet)) {
      load.awaitNormal(WITHIN);
      List<ChatUser> there = usersOn("gw-1", load);
      assertThat(there).isNotEmpty();
      int connectionsBefore = load.connections();

      CommandRun drain =
          CommandRun.of(fleet, "gateway", "drain", "local-1/gw-1", "--over", "3s", "--watch");

      assertThat(drain.code()).as(drain.text()).isZero();
      assertThat(drain.lines())
          .as("it is followed from its request to its end")
          .hasSizeGreaterThan(2)
          .allMatch(line -> line.startsWith(drain.operation() + " local-1/gw-1: "))
          .anyMatch(line -> line.contains(" left, ") && line.contains(" told"));
      assertThat(drain.lines().getLast()).contains(": done, everybody has left: " + there.size());
      assertThat(there).allMatch(user -> user.gateway().equals("gw-2"));
      load.awaitNormal(WITHIN);
      assertThat(load.connections()).isEqualTo(connectionsBefore + there.size());
      assertNothingIsLost(load);
      assertThat(CommandRun.of(fleet, "gateway", "ls").text())
          .containsPattern("local-1/gw-1 +draining");

      CommandRun undrain = CommandRun.of(fleet, "gateway", "undrain", "local-1/gw-1", "--watch");
      assertThat(undrain.code()).as(undrain.text()).isZero();
      assertThat(undrain.lines().getLast()).contains(": done, it takes clients again");
      await("it gets clients again").atMost(WITHIN).until(fleet::isWhole);
      assertThat(CommandRun.of(fleet, "operation", "ls").text())
          .contains(drain.operation(), undrain.operation());
      load.awaitNormal(WITHIN);
      assertThat(load.connections())
          .as("nobody is moved back")
          .isEqualTo(connectionsBefore + there.size());
      assertNothingIsLost(load);
    }
  }

  @Test
  void anAbortedDrainLeavesTheGatewayWithItsClients(TestFleet fleet) throws Exception {
    // Asked evenly over ten minutes: whoever is not the first is asked long after the abort.
    try (ConnectProcess one = fleet.connectOn("gw-1", "aborted-a");
        ConnectProcess two = fleet.connectOn("gw-1", "aborted-b")) {
      CommandRun drain = CommandRun.of(fleet, "gateway", "drain", "local-1/gw-1", "--over", "10m");
      assertThat(drain.code()).as(drain.text()).isZero();
      String id = drain.operation();

      CommandRun undrain = CommandRun.of(fleet, "gateway", "undrain", "local-1/gw-1");
      assertThat(undrain.code()).isEqualTo(1);
      assertThat(undrain.text()).contains(id + " is under way", "api.operation-conflict");

      CommandRun abort = CommandRun.of(fleet, "operation", "abort", id, "--watch");
      assertThat(abort.code()).as(abort.text()).isZero();
      assertThat(abort.lines().getLast()).contains(": aborted, taken back");
      await("it gets clients again").atMost(WITHIN).until(fleet::isWhole);
      assertThat(one.isRunning() && two.isRunning()).isTrue();
      assertThat(one.connections().size() + two.connections().size())
          .as("both, and the first once more at most")
          .isLessThanOrEqualTo(3);
    }
  }

  @Test
  void aGatewayThatTwoRegionsHaveMustBeNamedWithItsRegion(TestFleet fleet) throws Exception {
    CommandRun drain = CommandRun.of(fleet, "gateway", "drain", "gw-1");

    assertThat(drain.code()).isEqualTo(1);
    assertThat(drain.text()).contains("gw-1: in local-1 and local-2 (expected: local-1/gw-1)");
  }

  private static List<ChatUser> usersOn(String gateway, Load load) {
    return load.users().stream().filter(user -> user.gateway().equals(gateway)).toList();
  }

  private static void assertNothingIsLost(Load load) {
    assertThat(load.flows(flow -> flow.refusal() != null)).as("flows with a refusal").isEmpty();
    assertThat(load.flows(flow -> flow.takeUnrecognisedRepeats() > 0)).as("repeats").isEmpty();
  }
}
