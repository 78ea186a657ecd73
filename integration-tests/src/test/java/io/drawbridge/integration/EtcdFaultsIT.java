package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private static final String KICK = "{\"app\": \"default\", \"user\": \"nobody\"}";

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
        awaitKickIsDone(control);
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
      try {
        await("nobody leads").atMost(WITHIN).until(() -> control.leader().isEmpty());
        say("faults.no_quorum_steps_down_seconds", goneNanos);
        writesAreRefused(control);
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
        startAll(gone, control);
      }
      long backNanos = System.nanoTime();
      control.awaitLeader();
      say("faults.quorum_back_leads_seconds", backNanos);
      awaitKickIsDone(control);
      control.awaitWhole();
      say("faults.quorum_back_whole_seconds", backNanos);

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

  /** A write that changes nothing for anybody, from its request to its end. */
  private static void awaitKickIsDone(ControlFleet control) {
    await("an operation is taken")
        .atMost(WITHIN)
        .until(() -> control.rest("cp-1").post("gateways/gw-2/kick", KICK).status() == 202);
    await("every operation is done")
        .atMost(WITHIN)
        .until(
            () -> control.rest("cp-1").get("operations?over=false").body().path("items").isEmpty());
  }

  /** All at once: none is ready before there is a quorum. */
  private static void startAll(List<String> members, ControlFleet control) throws Exception {
    List<Thread> starts = new ArrayList<>();
    for (String member : members) {
      starts.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  control.fleet().local().start(member);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (Thread start : starts) {
      start.join();
    }
  }

  private static void say(String what, long sinceNanos) {
    System.out.printf("%s: %.2f%n", what, (System.nanoTime() - sinceNanos) / 1e9);
  }
}
