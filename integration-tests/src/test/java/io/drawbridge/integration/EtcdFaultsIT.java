package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A region's etcd loses its leader, or its quorum, under load. */
@ExtendWith(SharedControlFleet.class)
@Order(Order.DEFAULT + 2)
@Timeout(900)
final class EtcdFaultsIT {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** As long as a command asks again. */
  private static final Duration COMMANDS_WAIT = Duration.ofSeconds(30);

  @Test
  void withoutEtcdsLeaderNobodyIsRemoved(ControlFleet control) throws Exception {
    String killed = control.etcdLeader();
    try (Load load = Load.start(control.fleet());
        PlacementWatch one = PlacementWatch.of(control.rest("cp-1"));
        PlacementWatch two = PlacementWatch.of(control.rest("cp-2"))) {
      load.awaitNormal(WITHIN);
      int connectionsBefore = load.connections();
      load.mark();

      control.fleet().local().kill(killed);
      try {
        TimeUnit.NANOSECONDS.sleep(Outages.NO_ETCD_LEADER.toNanos()); // the fault itself
        control.kickNobody();
      } finally {
        control.fleet().local().start(killed);
      }
      control.awaitWhole();

      assertThat(one.notes()).as("what cp-1 told").isEmpty();
      assertThat(two.notes()).as("what cp-2 told").isEmpty();
      assertThat(one.looks()).isPositive();
      assertThat(two.looks()).isPositive();
      load.awaitNormal(WITHIN);
      assertThat(load.connections()).isEqualTo(connectionsBefore);
      System.out.printf(
          "faults.etcd_leader_killed_silence_seconds: %.2f%n",
          Load.longestSilenceSeconds(load.flows(_ -> true)));
    }
  }

  @Test
  void withoutQuorumClientsAndReadersAreServedAndWritesRefusedUntilItIsBack(ControlFleet control)
      throws Exception {
    List<String> gone = new ArrayList<>(ControlFleet.ETCDS.subList(0, 2));
    try (Load load = Load.start(control.fleet());
        PlacementWatch one = PlacementWatch.of(control.rest("cp-1"));
        PlacementWatch two = PlacementWatch.of(control.rest("cp-2"))) {
      load.awaitNormal(WITHIN);
      int connectionsBefore = load.connections();
      for (String member : gone) {
        control.fleet().local().kill(member);
      }
      long goneNanos = System.nanoTime();
      CompletableFuture<CommandRun> command;
      try {
        await("nobody leads").atMost(WITHIN).until(() -> control.leader().isEmpty());
        say("faults.no_quorum_steps_down_seconds", goneNanos);
        writesAreRefused(control);
        command = CompletableFuture.supplyAsync(() -> kickByCommand(control));
        try (ConnectProcess fresh = control.fleet().connect(1, "no-quorum")) {
          fresh.awaitConnected();
        }
        int looksBefore = one.looks();
        long left = Outages.NO_QUORUM.toNanos() - (System.nanoTime() - goneNanos);
        TimeUnit.NANOSECONDS.sleep(left); // the fault itself
        assertThat(one.looks()).as("answers of cp-1 meanwhile").isGreaterThan(looksBefore);
        writesAreRefused(control);
        load.awaitNormal(WITHIN);
      } finally {
        control.startTogether(gone);
      }
      long backNanos = System.nanoTime();
      control.awaitLeader();
      say("faults.quorum_back_leads_seconds", backNanos);
      control.kickNobody();
      control.awaitWhole();
      say("faults.quorum_back_whole_seconds", backNanos);

      assertAnswered(command.get());
      assertThat(load.connections()).as("nobody had to connect again").isEqualTo(connectionsBefore);
      assertThat(one.refused() + two.refused()).as("readers refused").isZero();
      assertThat(one.notes()).as("what cp-1 told").noneMatch(note -> note.contains("GONE"));
    }
  }

  /** By either control plane, with what an operator needs to know. */
  private static void writesAreRefused(ControlFleet control) throws Exception {
    for (String controlPlane : ControlFleet.CONTROL_PLANES) {
      ControlPlaneRest.Answer drain = control.rest(controlPlane).post("gateways/gw-1/drain", "{}");
      assertThat(drain.status()).as(drain.toString()).isEqualTo(503);
      assertThat(drain.code()).isIn("api.no-leader", "api.not-recorded");
      assertThat(drain.body().path("detail").asText()).isNotEmpty();
      assertThat(control.rest(controlPlane).get("health").body().path("status").asText())
          .isEqualTo("degraded");
    }
  }

  private static CommandRun kickByCommand(ControlFleet control) {
    try {
      return CommandRun.of(control.fleet(), "gateway", "kick", "local-1/gw-2", "nobody", "--watch");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A command asked in a short outage is done after it; in a long one it says why it is not. */
  private static void assertAnswered(CommandRun command) {
    if (Outages.NO_QUORUM.compareTo(COMMANDS_WAIT) < 0) {
      assertThat(command.code()).as(command.text()).isZero();
      assertThat(command.lines().getLast()).contains(": done");
    } else {
      assertThat(command.code()).as(command.text()).isEqualTo(1);
      assertThat(command.text()).containsAnyOf("api.no-leader", "api.not-recorded");
    }
  }

  private static void say(String what, long sinceNanos) {
    System.out.printf("%s: %.2f%n", what, (System.nanoTime() - sinceNanos) / 1e9);
  }
}
