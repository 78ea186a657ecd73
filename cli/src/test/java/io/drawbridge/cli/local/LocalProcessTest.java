package io.drawbridge.cli.local;

import static io.drawbridge.cli.context.ProcessIdentity.State.DEAD;
import static io.drawbridge.cli.context.ProcessIdentity.State.RUNNING;
import static io.drawbridge.cli.context.ProcessIdentity.State.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.context.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final List<String> events = new CopyOnWriteArrayList<>();

  @TempDir private Path home;
  private Scripts scripts;

  @BeforeEach
  void create() throws Exception {
    scripts = new Scripts(home);
  }

  @AfterEach
  void stopAll() throws Exception {
    scripts.stop();
  }

  @Test
  void isRecordedWithItsIdentityAndLeadsItsOwnSession() throws Exception {
    LocalProcess process = started(Scripts.SERVE);

    ProcessIdentity identity = process.identity().orElseThrow();
    assertThat(new FleetFile(home).read().orElseThrow().processes())
        .singleElement()
        .satisfies(entry -> assertThat(entry.identity()).isEqualTo(identity));
    assertThat(sessionOf(identity.pid())).isEqualTo(identity.pid());
    assertThat(process.log()).isEqualTo("serving\n");
  }

  @Test
  void killedAndStartedAgainItHasAnotherIdentityAndTheSameLog() throws Exception {
    LocalProcess process = started(Scripts.SERVE);
    ProcessIdentity before = process.identity().orElseThrow();

    process.kill();
    assertThat(process.state()).isEqualTo(DEAD);
    process.start();
    process.awaitReady(LIMIT);

    assertThat(process.identity()).isPresent().get().isNotEqualTo(before);
    await().untilAsserted(() -> assertThat(process.log()).isEqualTo("serving\nserving\n"));
    assertThat(events).isEmpty();
  }

  @Test
  void pausesAndResumes() throws Exception {
    LocalProcess process = started(Scripts.SERVE);

    process.pause();
    await().untilAsserted(() -> assertThat(process.state()).isEqualTo(STOPPED));
    process.resume();
    await().untilAsserted(() -> assertThat(process.state()).isEqualTo(RUNNING));
  }

  @Test
  void anUnexpectedEndIsNews() throws Exception {
    LocalProcess process = started(Scripts.SERVE);

    Signals.send(process.identity().orElseThrow(), "KILL");

    await().untilAsserted(() -> assertThat(events).hasSize(1));
    assertThat(events.getFirst()).isEqualTo("p-1: ended by signal 9");
  }

  /** Waits for a word, then starts itself once more and ends. */
  private static final String HAND_OVER =
      """
      touch $READY
      if [ -z "$NEXT" ]; then
        while [ ! -e "$READY.go" ]; do sleep 0.05; done
        NEXT=1 setsid sh "$0" "$1" &
        exit 0
      fi
      while :; do sleep 0.05; done
      """;

  @Test
  void aProcessThatHasTakenOverFromItIsThisProcessFromThenOn() throws Exception {
    List<Long> told = new CopyOnWriteArrayList<>();
    LocalProcess process =
        scripts.process(
            takingOver(),
            new LocalProcess.EndListener() {
              @Override
              public void ended(LocalProcess ended, String how, Duration well) {
                events.add(how);
              }

              @Override
              public void succeeded(LocalProcess same, ProcessIdentity next) {
                told.add(next.pid());
              }
            });
    process.start();
    process.awaitReady(LIMIT);
    ProcessIdentity before = process.identity().orElseThrow();

    Files.createFile(home.resolve("p-1.ready.go"));
    await().until(() -> !told.isEmpty());

    ProcessIdentity now = process.identity().orElseThrow();
    assertThat(now.pid()).isEqualTo(told.getFirst()).isNotEqualTo(before.pid());
    assertThat(process.state()).isEqualTo(RUNNING);
    assertThat(new FleetFile(home).read().orElseThrow().processes())
        .singleElement()
        .satisfies(entry -> assertThat(entry.identity()).isEqualTo(now));
    assertThat(events).isEmpty();

    Signals.send(now, "KILL");
    await().untilAsserted(() -> assertThat(events).containsExactly("ended"));
    assertThat(process.state()).isEqualTo(DEAD);
  }

  private ProcessPlan takingOver() throws Exception {
    ProcessPlan plan = scripts.plan(Role.GATEWAY, "p-1", "");
    Path script = Files.writeString(home.resolve("p-1.sh"), HAND_OVER);
    return new ProcessPlan(
        plan.role(),
        plan.region(),
        plan.name(),
        List.of("/bin/sh", script.toString(), home.resolve("p-1.yaml").toString()),
        plan.environment(),
        plan.namespace(),
        plan.addresses(),
        plan.log(),
        plan.ready());
  }

  @Test
  void anEndBeforeItWasReadyShowsTheLastTwentyLines() throws Exception {
    LocalProcess process =
        scripts.process(Role.CHAT, "p-1", "seq 1 100; echo no port >&2; exit 3", events::add);
    process.start();

    assertThatThrownBy(() -> process.awaitReady(LIMIT))
        .isInstanceOf(FleetException.class)
        .hasMessageStartingWith("p-1: ended with exit code 3 before it was ready\n")
        .hasMessageContaining("\n  82\n")
        .hasMessageEndingWith("\n  no port")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n  81\n"));
  }

  @Test
  void notBeingReadyInTimeSaysWhatIsMissing() throws Exception {
    LocalProcess process = scripts.process(Role.CHAT, "p-1", "exec sleep 60", events::add);
    process.start();

    assertThatThrownBy(() -> process.awaitReady(Duration.ofMillis(200)))
        .hasMessageStartingWith("p-1: not ready within 0 s: no file\n");
  }

  @Test
  void doesNotStartTwiceNorOnceRetired() throws Exception {
    LocalProcess process = started(Scripts.SERVE);

    assertThatThrownBy(process::start).hasMessage("p-1: runs already (expected: ended)");
    process.kill();
    process.retire();
    assertThatThrownBy(process::start).hasMessage("p-1: the fleet is being stopped");
  }

  private LocalProcess started(String script) throws Exception {
    LocalProcess process = scripts.process(Role.CHAT, "p-1", script, events::add);
    process.start();
    process.awaitReady(LIMIT);
    return process;
  }

  private static long sessionOf(long pid) throws Exception {
    String stat = java.nio.file.Files.readString(Path.of("/proc/" + pid + "/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
  }
}
