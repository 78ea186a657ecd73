package io.drawbridge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.context.ProcessIdentity;
import io.drawbridge.cli.local.OrderlyStop.Victim;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  private final List<String> events = new ArrayList<>();
  private final Map<Path, Scripts> scripts = new HashMap<>();

  @TempDir private Path home;
  @TempDir private Path otherHome;

  @AfterEach
  void stopAll() throws Exception {
    for (Scripts started : scripts.values()) {
      started.stop();
    }
  }

  @Test
  void findsRecordedProcessesOfThisHomeOnly() throws Exception {
    LocalProcess ours = started(home, "ours", Scripts.SERVE);
    LocalProcess theirs = started(otherHome, "theirs", Scripts.SERVE);

    Leftovers.stop(home, events::add);

    assertThat(ours.identity().orElseThrow().isAlive()).isFalse();
    assertThat(theirs.identity().orElseThrow().isAlive()).isTrue();
    assertThat(events).containsExactly("stopped ours");
  }

  @Test
  void findsAProcessThatWasStartedButNeverRecorded() throws Exception {
    LocalProcess process = started(home, "lost", Scripts.SERVE);
    new FleetFile(home).delete();

    assertThat(Leftovers.of(home))
        .extracting(Victim::identity)
        .containsExactly(process.identity().orElseThrow());
  }

  @Test
  void aRecordedPidThatIsAnotherProcessNowIsLeftAlone() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "60").start();
    ProcessIdentity identity = ProcessIdentity.of(stranger.pid()).orElseThrow();
    scripts(home)
        .record(Role.CHAT, "gone", new ProcessIdentity(identity.pid(), identity.startTicks() - 1));

    Leftovers.stop(home, events::add);

    assertThat(stranger.isAlive()).isTrue();
    assertThat(events).isEmpty();
    stranger.destroyForcibly().waitFor();
  }

  @Test
  void gatewaysAreStoppedBeforeWhatTheyNeed() throws Exception {
    started(home, "etcd", Scripts.SERVE, Role.ETCD);
    started(home, "gateway", Scripts.SERVE, Role.GATEWAY);
    started(home, "chat", Scripts.SERVE, Role.CHAT);

    new OrderlyStop(Role::stopLimit, events::add).stop(Leftovers.of(home));

    assertThat(events).containsExactly("stopped gateway", "stopped chat", "stopped etcd");
  }

  @Test
  void whoIgnoresSigtermIsKilled() throws Exception {
    LocalProcess process =
        started(home, "deaf", "trap '' TERM; touch $READY; while :; do sleep 0.1; done");

    boolean all =
        new OrderlyStop(_ -> Duration.ofMillis(300), events::add).stop(Leftovers.of(home));

    assertThat(all).isTrue();
    assertThat(process.identity().orElseThrow().isAlive()).isFalse();
    assertThat(events).contains("killed deaf (no end within 300 ms of SIGTERM)");
  }

  @Test
  void aHaltedProcessIsStoppedToo() throws Exception {
    LocalProcess process = started(home, "halted", Scripts.SERVE);
    process.pause();

    Leftovers.stop(home, events::add);

    assertThat(process.identity().orElseThrow().isAlive()).isFalse();
  }

  private LocalProcess started(Path home, String name, String script) throws Exception {
    return started(home, name, script, Role.CHAT);
  }

  private LocalProcess started(Path home, String name, String script, Role role) throws Exception {
    LocalProcess process = scripts(home).process(role, name, script, _ -> {});
    process.start();
    process.awaitReady(Duration.ofSeconds(10));
    return process;
  }

  /** One record for each home, as of one launcher. */
  private Scripts scripts(Path home) throws IOException {
    Scripts known = scripts.get(home);
    if (known == null) {
      known = new Scripts(home);
      scripts.put(home, known);
    }
    return known;
  }
}
