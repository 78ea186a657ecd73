package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.cli.context.Folders;
import io.drawbridge.cli.local.LocalFleet;
import io.drawbridge.coordination.Coordination;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A region's etcd is lost, and restored from a backup as docs/operating.md says. */
@ExtendWith(SharedControlFleet.class)
@Order(Order.DEFAULT + 4)
@Timeout(300)
final class RestoreIT {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** Revisions that the backup lacks: more than the restored etcd makes up for by itself. */
  private static final int WRITES_SINCE = 500;

  @Test
  void aRaisedFleetGenerationMakesARestoredEtcdCountAgain(ControlFleet control) throws Exception {
    Etcdctl etcdctl = Etcdctl.find();
    Path backup = control.fleet().local().home().resolve("backup.db").toAbsolutePath();
    Files.deleteIfExists(backup);
    String before = control.kickNobody();
    etcdctl.run(
        "--endpoints=" + url("etcd-1", "clients", control), "snapshot", "save", "" + backup);
    String since = muchHappens(control);
    try (Load load = Load.start(control.fleet())) {
      load.awaitNormal(WITHIN);
      int connectionsBefore = load.connections();
      long obeyed = control.obeyedEpoch("gw-1");

      restore(backup, etcdctl, control);

      await("the leader says what is wrong")
          .atMost(WITHIN)
          .ignoreExceptions()
          .until(() -> control.leader().isPresent() && trouble(control).contains("below the one"));
      assertThat(control.obeyedEpoch("gw-1")).isEqualTo(obeyed);
      load.awaitNormal(WITHIN);

      for (String controlPlane : ControlFleet.CONTROL_PLANES) {
        raiseFleetGeneration(control.fleet().configuration(controlPlane));
        control.fleet().local().restart(controlPlane);
      }
      control.awaitWhole();
      await("every reader has snapshots of generation 2")
          .atMost(WITHIN)
          .until(() -> appliedIsOfGeneration2(control));

      assertThat(control.operation("cp-1", before).path("state").asText()).isEqualTo("done");
      assertThat(control.rest("cp-1").get("operations/" + since).status())
          .as("made after the backup")
          .isEqualTo(404);
      control.kickNobody();
      assertThat(obeyedGeneration("gw-2", control)).isEqualTo(2);
      assertThat(control.obeyedEpoch("gw-2")).as("revisions went back").isLessThan(obeyed);
      load.awaitNormal(WITHIN);
      assertThat(load.connections()).as("no client noticed").isEqualTo(connectionsBefore);
    }
  }

  /** What a backup misses: another leader of a higher epoch, and an operation of it. */
  private static String muchHappens(ControlFleet control) throws Exception {
    try (Coordination etcd = control.etcd()) {
      for (int i = 0; i < WRITES_SINCE; i++) {
        var _ = etcd.document("/faults/since-" + i).write(ByteString.copyFromUtf8("since"), 0);
      }
    }
    for (int i = 0; i < ControlFleet.CONTROL_PLANES.size(); i++) {
      control.fleet().local().restart(control.awaitLeader());
    }
    control.awaitWhole();
    return control.kickNobody();
  }

  private static void restore(Path backup, Etcdctl etcdctl, ControlFleet control) throws Exception {
    LocalFleet local = control.fleet().local();
    String members =
        ControlFleet.ETCDS.stream()
            .map(name -> name + "=" + url(name, "peers", control))
            .collect(Collectors.joining(","));
    for (String member : ControlFleet.ETCDS) {
      local.kill(member);
    }
    for (String member : ControlFleet.ETCDS) {
      Path data = local.home().resolve("fleet/local-1").resolve(member + ".data");
      Folders.delete(data);
      etcdctl.run(
          "snapshot",
          "restore",
          backup.toString(),
          "--name=" + member,
          "--initial-cluster=" + members,
          "--initial-advertise-peer-urls=" + url(member, "peers", control),
          "--data-dir=" + data);
    }
    control.startTogether(ControlFleet.ETCDS);
  }

  private static void raiseFleetGeneration(Path configuration) throws Exception {
    String before = Files.readString(configuration);
    String after = before.replace("fleet-generation: 1", "fleet-generation: 2");
    assertThat(after).isNotEqualTo(before);
    Files.writeString(configuration, after);
  }

  /** What the leader says of its snapshots; empty = nothing is wrong. */
  private static String trouble(ControlFleet control) throws Exception {
    return control.rest(control.awaitLeader()).get("health").body().at("/checks/snapshot").asText();
  }

  /** The leader, and ipconfig as it reports to it. */
  private static boolean appliedIsOfGeneration2(ControlFleet control) throws Exception {
    var region = control.rest(control.awaitLeader()).get("regions").body().at("/items/0");
    int ipconfigs = 0;
    boolean all = region.path("generation").asText().startsWith("2.");
    for (var subscriber : region.path("subscribers")) {
      if (subscriber.path("subscriber").asText().contains("ipc-")) {
        ipconfigs++;
        all &= subscriber.path("applied").asText().startsWith("2.");
      }
    }
    return all && ipconfigs > 0;
  }

  private static long obeyedGeneration(String gateway, ControlFleet control) throws Exception {
    return (long)
        control.gatewayMetric(gateway, "drawbridge_gateway_directive_fleet_generation", "");
  }

  private static String url(String process, String door, ControlFleet control) {
    return "http://" + control.fleet().process(process).addresses().get(door);
  }
}
