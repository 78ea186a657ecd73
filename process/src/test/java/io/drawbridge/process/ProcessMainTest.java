package io.drawbridge.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.process.operations.Health;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ProcessMainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path directory;

  @Test
  void unknownArgumentIsMisuse() {
    assertThat(start("--confg", "x")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("sample: --confg: unknown argument (expected: --config FILE");
  }

  @Test
  void configWithoutFileNameIsMisuse() {
    assertThat(start("--config")).isEqualTo(2);
  }

  @Test
  void helpNamesTheEnvironmentPrefix() {
    assertThat(start("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("DRAWBRIDGE_SAMPLE_*");
  }

  @Test
  void wrongConfigurationIsToldLineByLineAndStartsNothing() throws Exception {
    Path file = config("127.0.0.1:0", "door-adress: x\n");

    assertThat(start("--config", file.toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("sample: " + file + ":3: door-adress: unknown key");
    assertThat(out.size()).isZero();
  }

  @Test
  void aPublicPlainDoorNeedsInsecure() throws Exception {
    Path file = config("0.0.0.0:0", "");

    assertThat(start("--config", file.toString(), "--check-config")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(file + ":1: door-address: 0.0.0.0:0");
    assertThat(start("--config", file.toString(), "--check-config", "--insecure")).isZero();
  }

  @Test
  void checkConfigPrintsWhatIsInForceAndStartsNothing() throws Exception {
    assertThat(start("--check-config", "--config", config("127.0.0.1:0", "").toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("greeting: hello  # sample-defaults.yaml:1")
        .doesNotContain("running");
  }

  @Test
  void aPortInUseIsOneLineThatNamesAddressKeyAndHolder() throws Exception {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Process child = child(config(address, ""));

      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isEqualTo(1);
      assertThat(output().lines().filter(line -> line.startsWith("sample: ")))
          .singleElement()
          .asString()
          .startsWith(
              "sample: could not start: listen "
                  + address
                  + " (door-address): address already in use by pid "
                  + ProcessHandle.current().pid())
          .endsWith("(expected: a free port; change the key or stop who holds it)");
      assertThat(output()).doesNotContain("\tat ");
    }
  }

  @Test
  void anErrorWhileStartingEndsTheProcessToo() throws Exception {
    Process child = child(config("127.0.0.1:0", "greeting: incomplete\n"));

    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(1);
    assertThat(output())
        .contains("sample: could not start: java.lang.NoClassDefFoundError: io/netty/Missing");
  }

  @Test
  void sigtermDrainsAndExitsZero() throws Exception {
    Process child = child(config("127.0.0.1:0", ""));
    awaitOutput("started in");

    child.destroy();

    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isZero();
    assertThat(output()).contains("running", "sample: stopping", "drained", "sample: stopped");
  }

  @Test
  void sighupIsHeardAndStopsNothing() throws Exception {
    Process child = child(config("127.0.0.1:0", ""));
    awaitOutput("started in");

    hangUp(child);
    awaitOutput("heard SIGHUP");

    assertThat(child.isAlive()).isTrue();
    child.destroy();
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isZero();
  }

  private static void hangUp(Process child) throws Exception {
    assertThat(new ProcessBuilder("kill", "-HUP", "" + child.pid()).start().waitFor()).isZero();
  }

  @Test
  @Timeout(20)
  void aServiceManagerIsToldWhenItHasStartedAndWhenItStops() throws Throwable {
    Path path = directory.resolve("notify");
    try (NotifySocket manager = new NotifySocket(path)) {
      Process child = child(config("127.0.0.1:0", ""), Map.of("NOTIFY_SOCKET", path.toString()));

      assertThat(manager.next()).startsWith("READY=1\n");
      child.destroy();

      assertThat(manager.next()).startsWith("STOPPING=1\n");
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aFailedStopIsAFailedProcess() throws Exception {
    Process child = child(config("127.0.0.1:0", "greeting: stubborn\n"));
    awaitOutput("started in");

    child.destroy();

    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(1);
    assertThat(output())
        .contains("failed while stopping java.lang.IllegalStateException: will not");
  }

  @Test
  void stopIsBounded() {
    CountDownLatch never = new CountDownLatch(1);
    RunningProcess hanging =
        () -> {
          try {
            never.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        };

    assertThat(StopSignal.stop("sample", new Health(), hanging, Duration.ofMillis(50))).isFalse();
  }

  private int start(String... args) {
    return ProcessMain.start(
        new SampleProcess(),
        Map.of(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  private Path config(String doorAddress, String more) throws IOException {
    return Files.writeString(
        directory.resolve("sample.yaml"),
        "door-address: " + doorAddress + "\noperations-address: 127.0.0.1:0\n" + more);
  }

  /** Its two streams go to one file, which outlives it. */
  private Process child(Path config) throws IOException {
    return child(config, Map.of());
  }

  private Process child(Path config, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SampleProcess.class.getName(),
            "--config",
            config.toString());
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }

  private void awaitOutput(String expected) {
    await().atMost(Duration.ofSeconds(10)).until(() -> output().contains(expected));
  }
}
