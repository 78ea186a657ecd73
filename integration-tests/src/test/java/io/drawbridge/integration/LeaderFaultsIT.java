package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.drawbridge.cli.local.Timers;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.VersionedDocument.Written;
import io.drawbridge.coordination.registry.OperationRecords;
import io.drawbridge.proto.control.v1.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The control plane that leads dies, or stands still and wakes, in the middle of a drain. */
@ExtendWith(SharedControlFleet.class)
@Order(Order.DEFAULT + 1)
@Timeout(180)
final class LeaderFaultsIT {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  @Test
  void theNextLeaderGoesOnWithTheRecordedStepAndEndsIt(ControlFleet control) throws Exception {
    String old = control.awaitLeader();
    String next = ControlFleet.otherThan(old);
    try (Load load = Load.start(control.fleet())) {
      load.awaitNormal(WITHIN);
      int connectionsBefore = load.connections();
      DrainUnderWay drain = DrainUnderWay.begin(control, next); // passed on to the leader
      long oldEpoch = control.obeyedEpoch("gw-1");

      control.fleet().local().kill(old);
      long killedNanos = System.nanoTime();
      try {
        awaitDirectiveAfter(oldEpoch, control);
        say("faults.leader_killed_acts_seconds", killedNanos);
        JsonNode over = drain.awaitEnd(next);

        long newEpoch = control.obeyedEpoch("gw-1");
        assertThat(DrainUnderWay.history(over))
            .as("each step was begun once, the end is another's")
            .containsExactly(
                "test: asked for",
                "epoch " + oldEpoch + ": step 1: HOLD",
                "epoch " + oldEpoch + ": step 2: DRAIN",
                "epoch " + newEpoch + ": OPERATION_DONE: everybody has left: 2");
        assertThat(newEpoch).isGreaterThan(oldEpoch);
        assertThat(load.users()).allMatch(user -> user.gateway().equals("gw-2"));
        load.awaitNormal(WITHIN);
        assertThat(load.connections()).as("each moved once").isEqualTo(connectionsBefore + 2);
      } finally {
        control.fleet().local().start(old);
      }
    } finally {
      DrainUnderWay.takeBack(control);
    }
  }

  @Test
  void aLeaderThatWakesAfterItsLeaseChangesNothingAnyMore(ControlFleet control) throws Exception {
    String old = control.awaitLeader();
    String next = ControlFleet.otherThan(old);
    try (Load load = Load.start(control.fleet())) {
      load.awaitNormal(WITHIN);
      DrainUnderWay drain = DrainUnderWay.begin(control, old);
      long oldEpoch = control.obeyedEpoch("gw-1");
      double fencedBefore = fencedAt("gw-1", control);

      control.fleet().local().stop(old);
      long stoppedNanos = System.nanoTime();
      CompletableFuture<ControlPlaneRest.Answer> late;
      JsonNode over;
      long marked;
      try {
        // Lies in its socket until it wakes: the first thing that it does then.
        late = CompletableFuture.supplyAsync(() -> kickOnGw2(control, old));
        awaitDirectiveAfter(oldEpoch, control);
        say("faults.leader_stopped_acts_seconds", stoppedNanos);
        over = drain.awaitEnd(next);
        long left = Outages.LEADER_STOPPED.toNanos() - (System.nanoTime() - stoppedNanos);
        TimeUnit.NANOSECONDS.sleep(left); // the fault itself
        marked = markedRevision(control);
      } finally {
        control.fleet().local().cont(old);
      }
      long newEpoch = control.obeyedEpoch("gw-1");
      assertThat(late.get(WITHIN.toSeconds(), TimeUnit.SECONDS).status()).isIn(202, 503);
      control.awaitWell();

      assertThat(DrainUnderWay.history(over))
          .endsWith("epoch " + newEpoch + ": OPERATION_DONE: everybody has left: 2");
      assertThat(drain.as(next)).as("after the old one woke").isEqualTo(over);
      assertThat(writtenAfter(marked, control))
          .as("epochs of what was written since")
          .allMatch(operation -> operation.getFence().getLeaderEpoch() == newEpoch);
      assertThat(control.epochInForce()).isEqualTo(newEpoch);
      assertThat(control.obeyedEpoch("gw-1")).isEqualTo(newEpoch);
      assertThat(control.leads(old)).isFalse();
      System.out.printf(
          "faults.leader_stopped_fenced_directives: %.0f%n",
          fencedAt("gw-1", control) - fencedBefore);
      load.awaitNormal(WITHIN);
    } finally {
      DrainUnderWay.takeBack(control);
    }
  }

  private static void awaitDirectiveAfter(long epoch, ControlFleet control) {
    await("a directive of a newer leader")
        .atMost(WITHIN)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> control.obeyedEpoch("gw-1") > epoch);
  }

  private static double fencedAt(String gateway, ControlFleet control) throws Exception {
    return control.gatewayMetric(gateway, "drawbridge_gateway_directives_total", "refused_fenced");
  }

  private static ControlPlaneRest.Answer kickOnGw2(ControlFleet control, String controlPlane) {
    try {
      return control
          .rest(controlPlane)
          .post("gateways/gw-2/kick", "{\"app\": \"default\", \"user\": \"nobody\"}");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything written from now on has a higher one. */
  private static long markedRevision(ControlFleet control) throws Exception {
    try (Coordination etcd = control.etcd()) {
      String key = "/faults/" + System.nanoTime();
      Written written = etcd.document(key).write(ByteString.copyFromUtf8("mark"), 0);
      return ((Written.Done) written).revision();
    }
  }

  private static List<Operation> writtenAfter(long revision, ControlFleet control)
      throws Exception {
    return control.keys(ControlFleet.KEYS.operations()).stream()
        .filter(entry -> entry.modified() > revision)
        .flatMap(entry -> OperationRecords.fromJson(entry).stream())
        .toList();
  }

  private static void say(String what, long sinceNanos) {
    System.out.printf(
        "%s: %.2f (the lease is %d s, and 3 s)%n",
        what, (System.nanoTime() - sinceNanos) / 1e9, Timers.TEST.electionTtl().toSeconds());
  }
}
