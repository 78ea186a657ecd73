package io.drawbridge.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConnectCommandTest {
  private static final String FLEET =
      """
      {"version":1,"basePort":7000,"ready":true,"launcher":{"pid":1,"startTicks":1},
       "bootstrap":{"httpdnsName":"ipconfig.drawbridge.local","ipconfigPort":7020},
       "developmentKey":{"k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlYw"},"apiToken":"",
       "regions":[{"number":1,"region":"local-1","httpdns":["http://127.0.0.1:1"],
                   "controlPlanes":["http://127.1.2.1:7010"]}],
       "processes":[],"addedLater":true}
      """;

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  @Test
  void namesWhatIsWrongWithItsArguments() throws IOException {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("--user");

    assertThat(run("--user", "a", "--to", "b", "--group", "c")).isEqualTo(2);
    assertThat(run("--user", "a", "--expect", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--expect: 0 (expected: >= 1)");

    assertThat(run("--user", "a", "--timeout", "soon")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--timeout: soon (expected: a time such as 500ms, 30s, 5m)");

    assertThat(run("--user", "x".repeat(129))).isEqualTo(2);
    assertThat(err.toString()).contains("--user: 129 bytes (expected: 1 to 128)");
  }

  @Test
  void namesTheRegionsThereAre() throws IOException {
    assertThat(run("--user", "a", "--region", "9", "--fleet", fleet())).isEqualTo(2);

    assertThat(err.toString()).contains("--region: 9 (expected: one of local-1)");
  }

  @Test
  void saysHowToStartAFleet() {
    assertThat(run("--user", "a", "--fleet", folder.resolve("none.json").toString())).isEqualTo(1);

    assertThat(err.toString()).contains("no local fleet").contains("./drawbridge up");
  }

  @Test
  void endsWith124AfterItsTimeout() throws IOException {
    assertThat(run("--user", "a", "--timeout", "3s", "--fleet", fleet())).isEqualTo(124);

    assertThat(err.toString())
        .contains("reconnecting in ")
        .contains("httpdns 127.0.0.1:1")
        .contains("not done after 3s: 0 printed, 0 sent lines not acknowledged");
  }

  private String fleet() throws IOException {
    return Files.writeString(folder.resolve("fleet.json"), FLEET).toString();
  }

  private int run(String... arguments) {
    return new CommandLine(new ConnectCommand())
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler((failure, command, result) -> {
          err.append(failure.getMessage());
          return 1;
        })
        .execute(arguments);
  }
}
