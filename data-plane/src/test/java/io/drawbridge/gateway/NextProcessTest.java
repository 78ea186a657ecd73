package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.gateway.control.Undertaking;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.wire.FrameType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Restarts that are asked for, by what the configuration has for it. */
@Timeout(60)
final class NextProcessTest {
  @TempDir private Path directory;

  @Test
  void aProcessThatEndsAtOnceHasNotBeenNoticed() throws Exception {
    try (TestGateway gateway = by("exit 3");
        RawClient _ = gateway.connected("user")) {
      Undertaking restart = gateway.restart("");

      assertRefused(
          restart, "the new process ended with exit code 3 before it served; this process");
      assertRefused(gateway.restart(""), "the new process ended with exit code 3"); // again
    }
  }

  @Test
  void theCommandIsToldWhatToRunAndMayHaveSomebodyElseStartIt() throws Exception {
    Path told = directory.resolve("told");
    try (TestGateway gateway = by("echo $DRAWBRIDGE_ARTIFACT > " + told);
        RawClient client = gateway.connected("user")) {
      Undertaking restart = gateway.restart("release-7");
      await().untilAsserted(() -> assertThat(Files.readString(told)).isEqualTo("release-7\n"));
      assertThat(restart.kind()).isEqualTo(ResultKind.IN_PROGRESS);
      assertRefused(gateway.restart(""), "a restart is under way: the new process starts");

      try (TestGateway next = gateway.next()) {
        Undertaking answered = gateway.restartAskedOf(next);
        await().until(() -> answered.kind() == ResultKind.DONE);

        assertThat(answered.text()).startsWith("took over 1 sessions in ");
        assertThat(restart.text()).isEqualTo("the new process takes over");
        client.upstream(1, 1, "still here");
        var _ = client.expect(FrameType.UPSTREAM_ACK);
      }
    }
  }

  @Test
  void whatCannotBeStartedIsSaid() throws Exception {
    try (TestGateway gateway =
            TestGateway.handingOverBy(directory, List.of(directory + "/no-such-program"));
        TestGateway without = new TestGateway(Files.createDirectory(directory.resolve("other")))) {
      assertRefused(gateway.restart(""), "hand-over.command: Cannot run program");
      assertRefused(gateway.restart("../up"), "artifact: \"../up\" (expected: letters");
      assertRefused(gateway.restart("a b"), "artifact: \"a b\" (expected: letters");
      assertRefused(without.restart(""), "hand-over.command: not configured (expected:");
      gateway.beginDrain();
      assertRefused(gateway.restart(""), "this gateway drains (expected: serving");
    }
  }

  private TestGateway by(String script) throws Exception {
    return TestGateway.handingOverBy(directory, List.of("sh", "-c", script));
  }

  private static void assertRefused(Undertaking restart, String why) {
    await()
        .untilAsserted(() ->
            assertThat(restart.kind()).as(restart.text()).isEqualTo(ResultKind.REFUSED_INVALID));
    assertThat(restart.text()).startsWith(why);
  }
}
