package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.cli.context.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gateways' processes are replaced under load, by command and by signal; no client reconnects. */
@ExtendWith(SharedFleet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(3)
@Timeout(180)
final class RestartIT {
  private static final Duration WITHIN = Duration.ofSeconds(90);
  private static final Duration NORMAL_WITHIN = Duration.ofSeconds(15);

  /** How long each gate watches; gateways report twice a second. */
  private static final String GATE = "3s";

  /** As if it asked somebody else about every eighth batch, and waited for the answer. */
  private static final Mutant WAITS_ON_ITS_LOOP =
      new Mutant(
          "waits-on-its-loop",
          "data-plane/src/main/java/io/drawbridge/gateway/upstream/UpstreamLoop.java",
          "long now = now();\n    for (UpstreamItem item : items) {",
          """
          if (java.util.concurrent.ThreadLocalRandom.current().nextInt(8) == 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(250_000_000L);
          }
          long now = now();
          for (UpstreamItem item : items) {
          """);

  private Load load;
  private int connectionsBefore;

  @BeforeAll
  void start(TestFleet fleet) throws Exception {
    load = Load.start(fleet);
    load.awaitNormal(NORMAL_WITHIN);
    connectionsBefore = load.connections();
  }

  @AfterAll
  void end() {
    load.close();
  }

  @Test
  void aCommandReplacesTheProcessAndIsDoneWhenTheNewOneHasEverything(TestFleet fleet)
      throws Exception {
    ProcessIdentity before = identity(fleet, "gw-1");

    CommandRun restart = CommandRun.of(fleet, "gateway", "restart", "local-1/gw-1", "--watch");

    assertThat(restart.code()).as(restart.text()).isZero();
    assertThat(restart.lines().getLast()).contains(": done, took over ");
    assertReplaced(fleet, "gw-1", before);
    assertNobodyNotices();
  }

  @Test
  void theWholeFleetIsRestartedInWaves(TestFleet fleet) throws Exception {
    List<String> gateways = List.of("gw-1", "gw-2", "local-2/gw-1", "local-2/gw-2");
    List<ProcessIdentity> before = gateways.stream().map(name -> identity(fleet, name)).toList();

    CommandRun restart = CommandRun.of(fleet, "fleet", "restart", "--pause", GATE, "--watch");

    assertThat(restart.code()).as(restart.text()).isZero();
    assertThat(restart.lines().getLast()).contains(": done, ");
    for (int i = 0; i < gateways.size(); i++) {
      assertReplaced(fleet, gateways.get(i), before.get(i));
    }
    assertNobodyNotices();
  }

  @Test
  void wavesStopAtAnArtifactThatDoesNotStart(TestFleet fleet) throws Exception {
    ProcessIdentity before = identity(fleet, "gw-2");

    CommandRun restart =
        CommandRun.of(
            fleet, "fleet", "restart", "--region", "local-1", "--artifact", "no-such", "--watch");

    assertThat(restart.code()).as(restart.text()).isEqualTo(1);
    assertThat(restart.lines().getLast())
        .contains("failed, the restart of gw-1 failed: ", "ended with exit code 1");
    assertThat(identity(fleet, "gw-2")).isEqualTo(before);
    assertNobodyNotices();
  }

  @Test
  void sighupReplacesTheProcess(TestFleet fleet) throws Exception {
    ProcessIdentity before = identity(fleet, "gw-2");

    Commands.run("kill", "-HUP", "" + before.pid());

    assertReplaced(fleet, "gw-2", before);
    assertNobodyNotices();
  }

  @Test
  void anArtifactThatDoesNotStartChangesNothing(TestFleet fleet) throws Exception {
    ProcessIdentity before = identity(fleet, "gw-1");

    CommandRun restart =
        CommandRun.of(
            fleet, "gateway", "restart", "local-1/gw-1", "--artifact", "no-such", "--watch");

    assertThat(restart.code()).as(restart.text()).isEqualTo(1);
    assertThat(restart.lines().getLast())
        .contains("failed, ", "the new process ended with exit code 1 before it served");
    assertThat(identity(fleet, "gw-1")).isEqualTo(before);
    assertNobodyNotices();
  }

  @Test
  void anArtifactIsWhatTheNextProcessRuns(TestFleet fleet) throws Exception {
    ProcessIdentity before = identity(fleet, "gw-1");
    try (Artifact copy = Artifact.copy("copy")) {
      CommandRun restart =
          CommandRun.of(
              fleet, "gateway", "restart", "local-1/gw-1", "--artifact", copy.name(), "--watch");

      assertThat(restart.code()).as(restart.text()).isZero();
      assertReplaced(fleet, "gw-1", before);
      assertThat(commandLine(fleet, "gw-1")).contains("/" + copy.name());
      CommandRun back = CommandRun.of(fleet, "gateway", "restart", "local-1/gw-1", "--watch");
      assertThat(back.code()).as(back.text()).isZero();
      assertNobodyNotices();
    }
  }

  /** It starts, registers and serves as ever; that it is worse shows under load only. */
  @Test
  void wavesStopAtAnArtifactThatIsWorseAndTakeItBack(TestFleet fleet) throws Exception {
    ProcessIdentity first = identity(fleet, "gw-1");
    ProcessIdentity second = identity(fleet, "gw-2");
    try (Artifact worse = Artifact.withFault(WAITS_ON_ITS_LOOP)) {
      CommandRun restart =
          CommandRun.of(
              fleet,
              "fleet",
              "restart",
              "--region",
              "local-1",
              "--artifact",
              worse.name(),
              "--pause",
              GATE,
              "--watch");

      assertThat(restart.code()).as(restart.text()).isEqualTo(1);
      assertThat(restart.lines().getLast())
          .containsPattern(
              ": failed, gate after wave 1: gw-1: p99 of a message's way through the gateway:"
                  + " [0-9.]+ ms \\(expected: at most [0-9.]+ ms\\); taken back: 1 of 1");
      assertReplaced(fleet, "gw-1", first);
      await("the launcher knows the one after that, too")
          .atMost(WITHIN)
          .ignoreExceptions() // the process may end while it is looked at
          .until(() -> !commandLine(fleet, "gw-1").contains(worse.name()));
      assertThat(identity(fleet, "gw-2")).as("never restarted").isEqualTo(second);
      assertNobodyNotices();
    }
  }

  private static ProcessIdentity identity(TestFleet fleet, String gateway) {
    return fleet.process(gateway).identity().orElseThrow();
  }

  private static String commandLine(TestFleet fleet, String gateway) throws Exception {
    return Files.readString(Path.of("/proc/" + identity(fleet, gateway).pid() + "/cmdline"));
  }

  /** The launcher knows the new one as it knew the old one. */
  private static void assertReplaced(TestFleet fleet, String gateway, ProcessIdentity before) {
    await("the old process has ended").atMost(WITHIN).until(() -> !before.isAlive());
    await("the launcher has noticed")
        .atMost(WITHIN)
        .until(() -> !identity(fleet, gateway).equals(before));
    assertThat(fleet.process(gateway).state()).isEqualTo(ProcessIdentity.State.RUNNING);
    await("the fleet is whole").atMost(WITHIN).until(fleet::isWhole);
  }

  private void assertNobodyNotices() {
    load.awaitNormal(NORMAL_WITHIN);
    assertThat(load.connections()).as("connections").isEqualTo(connectionsBefore);
    assertThat(load.flows(flow -> flow.refusal() != null)).as("flows with a refusal").isEmpty();
    assertThat(load.flows(flow -> flow.takeUnrecognisedRepeats() > 0)).as("repeats").isEmpty();
  }
}
