package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.cli.local.LocalFleet;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** terraform/examples/local starts a fleet and stops it, with a state and a home of its own. */
final class TerraformIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLE = Path.of("../terraform/examples/local");

  /** A fleet of one region needs 30 s on two busy cores. */
  private static final int LIMIT_SECONDS = 150;

  @TempDir private Path work;
  private int basePort;

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue(isOnPath(), "terraform is not on the PATH");
    basePort = LocalFleet.freeBasePort();
    try (Stream<Path> files = Files.list(EXAMPLE)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".tf")).toList()) {
        Files.copy(file, work.resolve(file.getFileName()));
      }
    }
    write("command", "#!/bin/sh\nexec " + drawbridge() + " \"$@\"\n");
    write(
        "test.auto.tfvars",
        "command = \"%s\"\nhome = \"%s\"\nbase_port = %d\n"
            .formatted(work.resolve("command"), work.resolve("fleet"), basePort));
    terraform("init", "-input=false");
  }

  @AfterEach
  void stopWhatIsLeft() throws Exception {
    if (Files.exists(work.resolve("command"))) {
      run(work, List.of(work.resolve("command").toString(), "down", "--home", "fleet"));
    }
  }

  @Test
  @Timeout(2 * LIMIT_SECONDS)
  void applyStartsAFleetAndDestroyStopsIt() throws Exception {
    terraform("apply", "-auto-approve", "-input=false");

    JsonNode outputs = JSON.readTree(terraform("output", "-json"));
    assertThat(outputs.at("/gateways/value").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("gw-1", "gw-2");
    URI gateway = URI.create("tcp://" + outputs.at("/gateways/value/gw-2").asText());
    URI console = URI.create(outputs.at("/console/value").asText());
    assertThat(accepts(gateway)).isTrue();
    assertThat(accepts(console)).isTrue();
    assertThat(Files.readString(work.resolve("terraform.tfstate")))
        .doesNotContain("developmentKey");
    terraform("plan", "-input=false", "-detailed-exitcode"); // 0: nothing to change

    terraform("destroy", "-auto-approve", "-input=false");

    assertThat(accepts(gateway)).isFalse();
    assertThat(accepts(console)).isFalse();
    assertThat(work.resolve("fleet/fleet.json")).doesNotExist();
  }

  @Test
  void theExampleIsFormattedAndValid() throws Exception {
    run(EXAMPLE.resolve("../.."), List.of("terraform", "fmt", "-check", "-recursive", "-diff"));
    terraform("validate");
  }

  @Test
  void aWrongValueIsRefusedBeforeAnythingStarts() throws Exception {
    assertThat(start(work, List.of("terraform", "plan", "-no-color", "-var", "base_port=80")))
        .satisfies(ended -> assertThat(ended.code()).isOne())
        .satisfies(ended -> assertThat(ended.output()).contains("base_port: out of range"));
    assertThat(work.resolve("fleet")).doesNotExist();
  }

  /** The program behind ./drawbridge, which would build first. */
  private static String drawbridge() {
    return String.join(
        " ",
        TestPaths.JAVA.toString(),
        "-XX:+UseSerialGC",
        "-Ddrawbridge.lib=" + TestPaths.LIB,
        "-Ddrawbridge.var=" + TestPaths.SERVERS.getParent(),
        "-jar",
        TestPaths.jar("cli").toString());
  }

  private void write(String name, String content) throws IOException {
    Path file = Files.writeString(work.resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String terraform(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("terraform"));
    command.addAll(List.of(arguments));
    if (!arguments[0].equals("output")) {
      command.add("-no-color");
    }
    return run(work, command);
  }

  private static String run(Path folder, List<String> command) throws Exception {
    Ended ended = start(folder, command);
    assertThat(ended.code()).as("%s:%n%s", String.join(" ", command), ended.output()).isZero();
    return ended.output();
  }

  private record Ended(int code, String output) {}

  private static Ended start(Path folder, List<String> command) throws Exception {
    Path output = Files.createTempFile("terraform", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("TF_CLI_CONFIG_FILE", "/dev/null"); // nobody's own settings
      Process process = builder.start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(command + ": no end within " + LIMIT_SECONDS + " s");
      }
      return new Ended(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }

  private static boolean isOnPath() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "terraform")));
  }

  private static boolean accepts(URI address) {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
