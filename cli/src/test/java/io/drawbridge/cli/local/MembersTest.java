package io.drawbridge.cli.local;

import static io.drawbridge.cli.context.ProcessIdentity.State.DEAD;
import static io.drawbridge.cli.context.ProcessIdentity.State.RUNNING;
import static io.drawbridge.cli.context.ProcessIdentity.State.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drawbridge.cli.context.Condition;
import io.drawbridge.cli.context.ProcessIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembersTest {
  private static final ProcessName GATEWAY = ProcessName.parse("gw-1");

  private final List<String> events = new CopyOnWriteArrayList<>();

  @TempDir private Path home;
  private Scripts scripts;
  private Members members;
  private LocalProcess gateway;

  @BeforeEach
  void create() throws Exception {
    scripts = new Scripts(home);
    Supervisor supervisor = new Supervisor(Restart.ALWAYS, events::add);
    members =
        new Members(
            plan -> scripts.process(plan, supervisor),
            name -> scripts.plan(name.role(), name.inRegion(), Scripts.SERVE));
    gateway = members.add(scripts.plan(Role.GATEWAY, "gw-1", Scripts.SERVE));
    members.start(GATEWAY);
  }

  @AfterEach
  void stopAll() throws Exception {
    scripts.stop();
  }

  @Test
  void aKilledProcessStaysDownUntilItIsStarted() throws Exception {
    members.kill(GATEWAY);

    assertThat(gateway.state()).isEqualTo(DEAD);
    assertThat(gateway.condition()).isEqualTo(Condition.HELD_KILLED);
    assertThatThrownBy(() -> members.kill(GATEWAY))
        .isInstanceOf(FleetException.class)
        .hasMessage("gw-1: not running (held: killed; expected: running, `start` starts it)");

    members.start(GATEWAY);
    assertThat(gateway.state()).isEqualTo(RUNNING);
    assertThat(gateway.condition()).isEqualTo(Condition.RUNNING);
    assertThat(events).isEmpty();
  }

  @Test
  void aKilledProcessIsAlsoStartedByCont() throws Exception {
    members.kill(GATEWAY);

    members.cont(GATEWAY);

    assertThat(gateway.state()).isEqualTo(RUNNING);
  }

  @Test
  void aStoppedProcessGoesOnByContOrStart() throws Exception {
    members.stop(GATEWAY);
    await().until(() -> gateway.state() == STOPPED);
    assertThat(gateway.condition()).isEqualTo(Condition.HELD_STOPPED);
    assertThatThrownBy(() -> members.stop(GATEWAY))
        .hasMessage("gw-1: stopped already (expected: running)");

    members.cont(GATEWAY);
    await().until(() -> gateway.state() == RUNNING);

    members.stop(GATEWAY);
    await().until(() -> gateway.state() == STOPPED);
    members.start(GATEWAY);
    await().until(() -> gateway.state() == RUNNING);
  }

  @Test
  void restartMakesANewProcessAlsoOfAStoppedOne() throws Exception {
    ProcessIdentity before = gateway.identity().orElseThrow();
    members.stop(GATEWAY);

    members.restart(GATEWAY);

    assertThat(before.isAlive()).isFalse();
    assertThat(gateway.state()).isEqualTo(RUNNING);
    assertThat(gateway.condition()).isEqualTo(Condition.RUNNING);
  }

  @Test
  void whatRunsIsNotStartedAgainAndWhatIsDownNotRestarted() throws Exception {
    assertThatThrownBy(() -> members.start(GATEWAY))
        .hasMessage("gw-1: runs already (expected: ended)");
    assertThatThrownBy(() -> members.cont(GATEWAY))
        .hasMessage("gw-1: runs already (expected: ended)");
    members.kill(GATEWAY);

    assertThatThrownBy(() -> members.restart(GATEWAY)).hasMessageStartingWith("gw-1: not running");
  }

  @Test
  void startAddsAProcessAndTheOtherVerbsDoNot() throws Exception {
    ProcessName another = ProcessName.parse("gw-2");
    assertThatThrownBy(() -> members.kill(another))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gw-2: no such process (expected: one of gw-1)");

    members.start(another);

    assertThat(members.get(another).state()).isEqualTo(RUNNING);
    assertThat(members.all()).extracting(LocalProcess::label).containsExactly("gw-1", "gw-2");
  }

  @Test
  void nothingStartsOnceTheFleetEnds() {
    members.retire();

    assertThatThrownBy(() -> members.start(ProcessName.parse("gw-2")))
        .hasMessage("gw-2: the fleet is being stopped");
  }
}
