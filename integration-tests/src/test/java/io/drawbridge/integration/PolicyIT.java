package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Policies come into force by the command, are stopped by what they do, and outlive their leader.
 */
@ExtendWith(SharedControlFleet.class)
@Order(Order.DEFAULT + 1)
@Timeout(240)
final class PolicyIT {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** Points of a hundred that a prediction may be off by, as a share. */
  private static final double TWO_POINTS = 0.02;

  @TempDir Path folder;

  private Optional<String> applied = Optional.empty();

  @AfterEach
  void takeAway(ControlFleet control) throws Exception {
    control.awaitWell();
    if (applied.isPresent()) {
      CommandRun gone = run(control, "policy", "rm", applied.get());
      assertThat(gone.code()).as(gone.text()).isZero();
    }
  }

  @Test
  void aBadVersionIsPredictedAndGoesBackAtItsFirstStageByItself(ControlFleet control)
      throws Exception {
    Path file = smallBodies("bad-bodies");
    try (LargeAndSmall traffic = LargeAndSmall.start(control.fleet())) {
      CommandRun trial = run(control, "policy", "dry-run", file.toString(), "--for", "4s");
      assertThat(trial.code()).as(trial.text()).isZero();
      JsonNode record = policy(control, "bad-bodies");
      double predicted = interactive(record.at("/dryRun/tiers"));
      assertThat(predicted)
          .as(trial.text())
          .isCloseTo(LargeAndSmall.LARGE_SHARE, within(TWO_POINTS));
      assertThat(traffic.refused()).as("a dry run refuses nothing").isZero();

      CommandRun apply =
          run(
              control,
              "policy",
              "apply",
              file.toString(),
              "--stages",
              "1,100%",
              "--bake",
              "20s",
              "--watch");

      assertThat(apply.code()).as(apply.text()).isNotZero();
      JsonNode rollout = policy(control, "bad-bodies").path("rollout");
      assertThat(rollout.path("state").asText()).isEqualTo("rolled-back");
      assertThat(rollout.path("stage").asInt()).isZero();
      assertThat(rollout.path("text").asText()).contains("of interactive messages, 0.0 % before");
      assertThat(interactive(rollout.at("/stages/0/measure/tiers")))
          .isCloseTo(predicted, within(TWO_POINTS));
      assertThat(interactive(rollout.path("predicted"))).isEqualTo(predicted);
      assertThat(traffic.refused()).as("the first stage refused some").isPositive();
      long refused = awaitNoMoreRefusals(traffic);
      assertThat(refused).isPositive();
    }
  }

  @Test
  void theNextLeaderEndsTheRolloutAndGatewaysKeepWhatTheyHave(ControlFleet control)
      throws Exception {
    Path file = smallBodies("kept-bodies");
    String leader = control.awaitLeader();
    String next = ControlFleet.otherThan(leader);
    CommandRun apply =
        run(control, "policy", "apply", file.toString(), "--stages", "1,100%", "--bake", "3s");
    assertThat(apply.code()).as(apply.text()).isZero();
    applied = Optional.of("kept-bodies");
    await("the first gateway has it")
        .atMost(WITHIN)
        .until(() -> rest(control, next).at("/rollout/stages/0/measure/applied").asInt() == 1);

    control.fleet().local().kill(leader);
    try {
      await("the next leader has ended it")
          .atMost(WITHIN)
          .ignoreExceptions()
          .until(() -> rest(control, next).at("/rollout/state").asText().equals("rolled-out"));
      control.fleet().local().kill(next);
      control.fleet().local().kill("gw-1");
      control.fleet().local().start("gw-1");
      assertLargeIsRefusedOn("gw-1", control);
    } finally {
      control.fleet().local().start(leader);
      control.fleet().local().start(next);
    }
  }

  /** No control plane answers now, so only what it kept can tell it. */
  private static void assertLargeIsRefusedOn(String gateway, ControlFleet control)
      throws Exception {
    try (ChatUser user =
        ChatUser.connect(
            control.fleet().document(),
            1,
            control.fleet().userOf(gateway, "kept"),
            message -> {})) {
      user.awaitConnected(WITHIN);
      assertThat(user.gateway()).isEqualTo(gateway);
      user.send("nobody", "small").join();
      assertThat(
              user.send("nobody", LargeAndSmall.LARGE)
                  .handle((_, failure) -> cause(failure))
                  .join())
          .contains("TOO_LARGE");
    }
  }

  private static String cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return String.valueOf(cause);
  }

  private static long awaitNoMoreRefusals(LargeAndSmall traffic) {
    long[] last = {traffic.refused()};
    await("nothing is refused any more")
        .atMost(WITHIN)
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> {
          long before = last[0];
          last[0] = traffic.refused();
          return last[0] == before;
        });
    return last[0];
  }

  /** A degradation that refuses bodies above 256 bytes. */
  private Path smallBodies(String name) throws Exception {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        kind: Degradation
        name: %s
        trigger: hand
        expires: 3000-01-01T00:00:00Z
        rungs:
          - {max-body: 256B}
        """
            .formatted(name));
  }

  private static double interactive(JsonNode tiers) {
    for (JsonNode tier : tiers) {
      if (tier.path("tier").asText().equals("interactive")) {
        return tier.path("share").asDouble();
      }
    }
    throw new AssertionError(tiers + " (expected: interactive messages among them)");
  }

  private static JsonNode policy(ControlFleet control, String name) throws Exception {
    return control.rest(control.awaitLeader()).get("policies/" + name).body();
  }

  private JsonNode rest(ControlFleet control, String controlPlane) throws Exception {
    return control.rest(controlPlane).get("policies/" + applied.orElseThrow()).body();
  }

  private static CommandRun run(ControlFleet control, String... arguments) throws Exception {
    return CommandRun.of(control.fleet(), List.of(arguments).toArray(String[]::new));
  }
}
