package io.drawbridge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.cli.context.Condition;
import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.context.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration NEVER_IN_THIS_TEST = Duration.ofMinutes(10);

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
  void whatDiesIsReportedInOneLineAndStartedAgain() throws Exception {
    LocalProcess process = started(Scripts.SERVE, supervisor(Restart.ALWAYS, SOON));
    ProcessIdentity before = process.identity().orElseThrow();

    Signals.send(before, "KILL");

    await().untilAsserted(() -> assertThat(events).hasSize(2));
    assertThat(events.get(0))
        .isEqualTo("p-1: ended by signal 9, starts again in 0.2 s; its log ends: serving");
    assertThat(events.get(1)).startsWith("p-1: runs again, ready after ");
    assertThat(recorded().condition()).isEqualTo(Condition.RUNNING);
    assertThat(recorded().identity())
        .isEqualTo(process.identity().orElseThrow())
        .isNotEqualTo(before);
  }

  @Test
  void whileItIsDownTheFleetFileSaysThatItComesBack() throws Exception {
    LocalProcess process = started(Scripts.SERVE, supervisor(Restart.ALWAYS, NEVER_IN_THIS_TEST));

    Signals.send(process.identity().orElseThrow(), "KILL");

    await().untilAsserted(() -> assertThat(recorded().state(true)).isEqualTo("restarting"));
    assertThat(recorded().state(false)).isEqualTo("dead"); // without a launcher nobody brings it
  }

  @Test
  void neverMeansThatItIsOnlyReported() throws Exception {
    LocalProcess process = started(Scripts.SERVE, supervisor(Restart.NEVER, SOON));

    Signals.send(process.identity().orElseThrow(), "TERM");

    await().untilAsserted(() -> assertThat(events).hasSize(1));
    assertThat(events.getFirst())
        .isEqualTo("p-1: ended by signal 15, stays so; its log ends: serving");
    assertThat(recorded().state(true)).isEqualTo("dead");
  }

  @Test
  void aKilledOneIsHeld() throws Exception {
    LocalProcess process = started(Scripts.SERVE, supervisor(Restart.ALWAYS, Duration.ZERO));

    process.kill();

    assertThat(recorded().state(true)).isEqualTo("held: killed");
    assertThat(process.startIfRestarting()).isFalse();
    assertThat(events).isEmpty();
  }

  @Test
  void killingOneThatWouldComeBackHoldsIt() throws Exception {
    LocalProcess process = started(Scripts.SERVE, supervisor(Restart.ALWAYS, SOON));
    Signals.send(process.identity().orElseThrow(), "KILL");
    await().untilAsserted(() -> assertThat(events).hasSize(1));

    process.kill();

    await().during(SOON.multipliedBy(2)).until(() -> process.condition() == Condition.HELD_KILLED);
    assertThat(process.state()).isEqualTo(ProcessIdentity.State.DEAD);
  }

  @Test
  void aProcessThatDiesAtEachStartComesLaterEachTime() throws Exception {
    Path broken = home.resolve("broken");
    String script = "test -e '" + broken + "' && { echo no disk; exit 7; }; " + Scripts.SERVE;
    LocalProcess process = started(script, supervisor(Restart.ALWAYS, Duration.ofMillis(50)));
    Files.createFile(broken);
    Files.delete(home.resolve("p-1.ready"));

    Signals.send(process.identity().orElseThrow(), "KILL");

    await().untilAsserted(() -> assertThat(events).hasSizeGreaterThanOrEqualTo(4));
    assertThat(events.get(0)).startsWith("p-1: ended by signal 9, starts again in 0.1 s");
    assertThat(events.get(1))
        .matches(
            "p-1: (ended with exit code 7 before it was ready|gone at once),"
                + " starts again in 0.1 s; its log ends: no disk");
    assertThat(events.get(2)).contains("starts again in 0.2 s");
    assertThat(events.get(3)).contains("starts again in 0.4 s");
    Files.delete(broken);
    await().untilAsserted(() -> assertThat(events.getLast()).startsWith("p-1: runs again"));
  }

  private Supervisor supervisor(Restart restart, Duration first) {
    return new Supervisor(
        restart,
        () -> new Backoff(first, first.multipliedBy(8), Duration.ofMinutes(1)),
        events::add);
  }

  private LocalProcess started(String script, Supervisor supervisor) throws Exception {
    LocalProcess process = scripts.process(Role.CHAT, "p-1", script, supervisor);
    process.start();
    process.awaitReady(Duration.ofSeconds(10));
    return process;
  }

  private FleetDocument.ProcessEntry recorded() throws IOException {
    return new FleetFile(home).read().orElseThrow().processes().getFirst();
  }
}
