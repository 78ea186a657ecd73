package io.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.cli.context.Condition;
import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import io.drawbridge.cli.context.ProcessIdentity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawbridgeCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path home;

  @Test
  void noCommandIsMisuse() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("drawbridge: no command (expected: one of up, down");
  }

  @Test
  void anUnknownOptionIsNamed() {
    assertThat(run("up", "--base-prt=1")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "drawbridge up: Unknown option: '--base-prt=1' (drawbridge up --help says more)\n");
  }

  @Test
  void aBasePortThatDoesNotFitIsRefusedBeforeAnythingStarts() {
    assertThat(run("up", "--home", home.toString(), "--base-port", "99999")).isEqualTo(2);
    assertThat(err.toString()).contains("base port: 99999 (expected: 1024 to 65485)");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void statusOfNothingFails() {
    assertThat(run("status", "--home", home.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no local fleet");
  }

  @Test
  void statusListsEveryProcessWithItsState() throws Exception {
    write(ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow());

    assertThat(run("status", "--home", home.toString(), "-o", "json")).isZero();

    assertThat(FleetFile.JSON.readTree(out.toString()).get(0))
        .hasToString(
            "{\"role\":\"gateway\",\"region\":\"local-1\",\"name\":\"gw-1\",\"pid\":"
                + ProcessHandle.current().pid()
                + ",\"addresses\":{\"clients\":\"127.1.1.1:7000\"},\"state\":\"running\","
                + "\"log\":\"/x.log\"}");
  }

  @Test
  void statusOfADeadProcessFails() throws Exception {
    write(new ProcessIdentity(1, 1));

    assertThat(run("status", "--home", home.toString())).isEqualTo(1);
    assertThat(out.toString()).containsPattern("gateway +local-1 +gw-1 +1 +dead ");
  }

  @Test
  void aBrokenFleetFileIsOneLineAndNotATrace() throws Exception {
    Files.writeString(home.resolve("fleet.json"), "{");

    assertThat(run("status", "--home", home.toString())).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("drawbridge status: " + home.resolve("fleet.json") + ": not a fleet file")
        .doesNotContain("\tat ");
  }

  @Test
  void downWithoutAFleetIsFine() {
    assertThat(run("down", "--home", home.toString())).isZero();
    assertThat(err.toString()).contains("no local fleet runs in " + home);
  }

  private void write(ProcessIdentity process) throws Exception {
    new FleetFile(home)
        .write(
            new FleetDocument(
                1,
                7000,
                true,
                process,
                new FleetDocument.Bootstrap("ipconfig.drawbridge.local", 7020),
                Map.of("k", "x"),
                "token",
                List.of(),
                List.of(
                    new FleetDocument.ProcessEntry(
                        "gateway",
                        "local-1",
                        "gw-1",
                        process.pid(),
                        process.startTicks(),
                        Map.of("clients", "127.1.1.1:7000"),
                        "/x.log",
                        Condition.RUNNING))));
  }

  private int run(String... args) {
    return DrawbridgeCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
