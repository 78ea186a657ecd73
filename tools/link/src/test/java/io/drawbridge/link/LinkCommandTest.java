package io.drawbridge.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LinkCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpNamesEveryKeyOfTheControlFile() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains("delay", "jitter", "reorder", "loss", "duplicate", "rate", "down", "a2b", "b2a");
  }

  @Test
  void aMissingEndIsNamed() {
    assertThat(run("--a", "left:10.99.0.1/30")).isEqualTo(2);

    assertThat(err.toString()).contains("--b").hasLineCount(1);
  }

  @Test
  void anEndThatIsNoneIsNamed() {
    assertThat(run("--a", "left", "--b", "right:10.99.0.2/30")).isEqualTo(2);

    assertThat(err.toString())
        .contains("--a: left (expected: NAMESPACE:ADDRESS/LENGTH such as left:10.99.0.1/30)");
  }

  @Test
  void aWrongControlFileEndsItBeforeItStarts(@TempDir Path folder) throws Exception {
    Path control = Files.writeString(folder.resolve("link.conf"), "delay = long\n");

    assertThat(runWith(control)).isEqualTo(2);
    assertThat(err.toString()).contains("link.conf: line 1: delay: long (expected:");

    assertThat(runWith(folder.resolve("none"))).isEqualTo(2);
    assertThat(err.toString()).contains("none is not there (expected: a file)");
  }

  private int runWith(Path control) {
    return run("--a=left:10.99.0.1/30", "--b=right:10.99.0.2/30", "--control=" + control);
  }

  private int run(String... arguments) {
    CommandLine command = LinkCommand.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }
}
