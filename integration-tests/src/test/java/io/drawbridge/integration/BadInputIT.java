package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.process.config.HostPort;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said with offender and expectation, and running processes live on. */
@ExtendWith(SharedFleet.class)
@Order(1)
@Timeout(60)
final class BadInputIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "gw-1, data-plane, grpc-address",
    "cp-1, control-plane, grpc-address",
    "ipc-1, ipconfig, http-address",
    "chat-1, example-chat, grpc-address"
  })
  void aConfigurationWithAnUnknownKeyEndsTheProcessBeforeItStarts(
      String name, String module, String key, TestFleet fleet) throws Exception {
    List<String> lines = Files.readAllLines(fleet.configuration(name));
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(wrong, String.join("\n", lines).replace(key + ":", key + "x:"));

    Ended ended = run(module, wrong);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.text()).contains("wrong.yaml:").contains(key + "x").contains("expected");
  }

  @ParameterizedTest
  @CsvSource({"gw-1, data-plane", "cp-1, control-plane", "ipc-1, ipconfig", "chat-1, example-chat"})
  void aPortInUseIsNamed(String name, String module, TestFleet fleet) throws Exception {
    Ended ended = run(module, withoutHandOver(fleet.configuration(name)));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.text()).contains("could not start").contains("in use").contains("expected");
    assertThat(ended.text()).doesNotContain("\tat ");
  }

  /** With it a second gateway would take over from the first. */
  private Path withoutHandOver(Path configuration) throws IOException {
    List<String> kept = new ArrayList<>();
    boolean skips = false;
    for (String line : Files.readAllLines(configuration)) {
      skips = line.equals("hand-over:") || (skips && line.startsWith(" "));
      if (!skips) {
        kept.add(line);
      }
    }
    return Files.write(folder.resolve("alone.yaml"), kept);
  }

  @Test
  void garbageIsAnsweredAndTheGatewayLives(TestFleet fleet) throws Exception {
    HostPort door = fleet.process("gw-1").addresses().get("clients");
    long pid = fleet.process("gw-1").identity().orElseThrow().pid();

    assertThat(answer(door, "\0\0\0\0\0\0\0\0")).contains("frame length").contains("expected");
    assertThat(answer(door, "\u007f\u007f\u007f\u007f")).isEmpty(); // nobody's first byte
    assertThat(answer(door, "GET / HTTP/1.0\r\n\r\n")).doesNotContain("frame length");
    assertThat(fleet.process("gw-1").identity().orElseThrow().pid()).isEqualTo(pid);
    assertThat(fleet.readiness("gw-1").path("status").asText()).isEqualTo("passing");
  }

  /** All that comes until the end of the connection. */
  private static String answer(HostPort door, String input) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(door.toSocketAddress(), 5_000);
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(input.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private record Ended(int code, String text) {}

  private Ended run(String module, Path config) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                TestPaths.JAVA.toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-jar",
                TestPaths.jar(module).toString(),
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends", module).isTrue();
      return new Ended(process.exitValue(), Files.readString(output));
    } finally {
      process.destroyForcibly();
    }
  }
}
