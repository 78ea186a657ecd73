package io.drawbridge.cli.context;

import static io.drawbridge.cli.context.ProcessIdentity.State.DEAD;
import static io.drawbridge.cli.context.ProcessIdentity.State.RUNNING;
import static io.drawbridge.cli.context.ProcessIdentity.State.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
  @Test
  void thisProcessRuns() {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

    assertThat(self.state()).isEqualTo(RUNNING);
  }

  @Test
  void anotherProcessWithTheSamePidIsNotTheOneMeant() {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

    assertThat(new ProcessIdentity(self.pid(), self.startTicks() + 1).state()).isEqualTo(DEAD);
  }

  @Test
  void aHaltedProcessIsStoppedAndAnEndedOneDead() throws Exception {
    Process child = new ProcessBuilder("sleep", "60").start();
    ProcessIdentity identity = ProcessIdentity.of(child.pid()).orElseThrow();

    new ProcessBuilder("/bin/sh", "-c", "kill -STOP " + child.pid()).start().waitFor();
    await().untilAsserted(() -> assertThat(identity.state()).isEqualTo(STOPPED));

    child.destroyForcibly().waitFor();
    assertThat(identity.state()).isEqualTo(DEAD);
    assertThat(ProcessIdentity.of(child.pid())).isEmpty();
  }
}
