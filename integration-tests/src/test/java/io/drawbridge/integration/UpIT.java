package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.context.ProcessIdentity;
import io.drawbridge.cli.local.LocalFleet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** `drawbridge up` as people run it, with everything built and downloaded before. */
@ExtendWith(NoSharedFleet.class)
@Order(6)
@Timeout(400)
final class UpIT {
  /** On two cores. */
  private static final Duration READY_WITHIN = Duration.ofSeconds(30);

  /** Its launcher waits for 2 s; the rest is the start. */
  private static final Duration BACK_WITHIN = Duration.ofSeconds(20);

  @TempDir private Path home;
  @TempDir private Path output;

  @Test
  void isReadySoonBringsBackWhatDiesAndLeavesNothing() throws Exception {
    assumeThat(System.getProperty("drawbridge.built"))
        .as("the script has built everything, which `./drawbridge test` says")
        .isNotNull();
    String basePort = "--base-port=" + LocalFleet.freeBasePort();
    List<ProcessIdentity> all;
    ScriptRun up = script("up", "--detach", basePort);
    try {
      assertThat(up.code()).as(up.text()).isZero();
      System.out.printf("up.seconds: %.1f%n", up.took().toMillis() / 1e3);
      assertThat(up.took()).isLessThan(READY_WITHIN);

      comesBackAfterAKill("local-1", "gw-1");
      comesBackAfterAKill("local-2", "redis");
      all = fleet().processes().stream().map(FleetDocument.ProcessEntry::identity).toList();
    } finally {
      assertThat(script("down").code()).isZero();
    }
    assertThat(all).hasSize(14).allMatch(one -> one.state() == ProcessIdentity.State.DEAD);
    assertThat(home.resolve("fleet.json")).doesNotExist();
  }

  private void comesBackAfterAKill(String region, String name) throws Exception {
    ProcessIdentity before = process(region, name).identity();

    ProcessHandle.of(before.pid()).orElseThrow().destroyForcibly();

    await(region + "/" + name + " is back")
        .atMost(BACK_WITHIN)
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .until(() -> {
          ProcessIdentity now = process(region, name).identity();
          return now.pid() != before.pid() && now.state() == ProcessIdentity.State.RUNNING;
        });
  }

  private FleetDocument.ProcessEntry process(String region, String name) throws Exception {
    return fleet().processes().stream()
        .filter(entry -> entry.region().equals(region) && entry.name().startsWith(name))
        .findFirst()
        .orElseThrow();
  }

  private FleetDocument fleet() throws Exception {
    return new FleetFile(home).read().orElseThrow();
  }

  private ScriptRun script(String command, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 2];
    all[0] = command;
    all[1] = "--home=" + home;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return ScriptRun.of(output.resolve(command), all);
  }
}
