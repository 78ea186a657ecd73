package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway is drained by the command and taken back; its clients move and nobody is lost. */
@ExtendWith(SharedFleet.class)
@Order(2)
@Timeout(300)
final class DrainIT {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  @Test
  void clientsMoveWhileTheDrainTellsHowFarItIs(TestFleet fleet) throws Exception {
    try (ConnectProcess one = fleet.connectOn("gw-1", "drained-a");
        ConnectProcess two = fleet.connectOn("gw-1", "drained-b")) {
      Said drain = say(fleet, "gateway", "drain", "local-1/gw-1", "--over", "2s", "--watch");

      assertThat(drain.code).as(drain.text).isZero();
      assertThat(drain.lines())
          .as("it is followed from its request to its end")
          .hasSizeGreaterThan(2)
          .allMatch(line -> line.contains(" local-1/gw-1: "));
      assertThat(drain.text).contains("step 1 (hold)").contains("done, everybody has left: ");
      await().atMost(WITHIN).until(() -> moved(one) && moved(two));

      Said listed = say(fleet, "operation", "ls");
      assertThat(listed.text).contains("drain-").contains("local-1/gw-1").contains("done");
      assertThat(say(fleet, "gateway", "ls").text).containsPattern("local-1/gw-1 +draining");

      Said undrain = say(fleet, "gateway", "undrain", "local-1/gw-1", "--watch");
      assertThat(undrain.code).as(undrain.text).isZero();
      await().atMost(WITHIN).until(fleet::isWhole);
    }
  }

  @Test
  void anAbortedDrainLeavesTheGatewayAsItWas(TestFleet fleet) throws Exception {
    try (ConnectProcess client = fleet.connectOn("gw-1", "aborted")) {
      Said drain = say(fleet, "gateway", "drain", "local-1/gw-1", "--over", "10m");
      assertThat(drain.code).as(drain.text).isZero();
      String id = drain.text.substring(0, drain.text.indexOf(' '));

      Said again = say(fleet, "gateway", "undrain", "local-1/gw-1");
      assertThat(again.code).isEqualTo(1);
      assertThat(again.text).contains(id + " is under way").contains("api.operation-conflict");

      Said abort = say(fleet, "operation", "abort", id, "--watch");
      assertThat(abort.code).as(abort.text).isZero();
      assertThat(abort.text).contains("aborted, taken back");
      await().atMost(WITHIN).until(fleet::isWhole);
      assertThat(client.isRunning()).isTrue();
    }
  }

  @Test
  void aGatewayThatTwoRegionsHaveMustBeNamedWithItsRegion(TestFleet fleet) throws Exception {
    Said drain = say(fleet, "gateway", "drain", "gw-1");

    assertThat(drain.code).isEqualTo(1);
    assertThat(drain.text).contains("gw-1: in local-1 and local-2 (expected: local-1/gw-1)");
  }

  private static boolean moved(ConnectProcess client) {
    return client.connections().getLast().equals("gw-2");
  }

  /** What a command printed, and its exit code. */
  private record Said(int code, String text) {
    List<String> lines() {
      return Arrays.asList(text.strip().split("\n"));
    }
  }

  private static Said say(TestFleet fleet, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                TestPaths.JAVA.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                TestPaths.jar("cli").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", fleet.local().home().toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }
}
