package io.drawbridge.link.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.link.model.Conditions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlFileTest {
  @TempDir private Path folder;
  private final List<String> events = new ArrayList<>();
  private Path path;
  private ControlFile file;

  @BeforeEach
  void create() {
    path = folder.resolve("link.conf");
    file = new ControlFile(path, events::add);
  }

  @Test
  void aKeyHoldsForBothDirectionsUnlessOneSaysOtherwise() throws Exception {
    Files.writeString(
        path,
        """
        b2a.down = true   # half-open
        delay = 40ms
        jitter=1.5ms

        loss = 1%
        duplicate = 0.001
        a2b.reorder = 2%
        rate = 10M
        """);

    Settings settings = file.read();

    Duration delay = Duration.ofMillis(40);
    Duration jitter = Duration.ofNanos(1_500_000);
    assertThat(settings.aToB())
        .isEqualTo(new Conditions(delay, jitter, 0.01, 0.001, 0.02, 10_000_000, false));
    assertThat(settings.bToA())
        .isEqualTo(new Conditions(delay, jitter, 0.01, 0.001, 0, 10_000_000, true));
  }

  @Test
  void anEmptyFileIsAClearLink() throws Exception {
    Files.writeString(path, "# nothing\n");

    assertThat(file.read()).isEqualTo(Settings.CLEAR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "los = 1%        | line 1: los = 1% (expected: [a2b.|b2a.]KEY = VALUE with KEY one of",
        "delay           | line 1: delay (expected: [a2b.|b2a.]KEY = VALUE",
        "delay = 40      | line 1: delay: 40 (expected: such as 40ms or 1.5s)",
        "c2d.delay = 1ms | line 1: c2d.delay = 1ms (expected:",
        "loss = 101%     | line 1: loss: 101% (expected: at most 100% or 1)",
        "rate = fast     | line 1: rate: fast (expected: bits per second",
        "down = yes      | line 1: down: yes (expected: true or false)",
        "jitter = 1ms    | jitter: 1 ms (expected: 0 to delay, 0 ms)"
      })
  void whatIsWrongIsNamed(String line, String message) throws Exception {
    Files.writeString(path, line + "\n");

    assertThatThrownBy(() -> file.read())
        .isInstanceOf(ControlException.class)
        .hasMessageStartingWith(path + ": " + message);
  }

  @Test
  void aKeyTwiceIsRefused() throws Exception {
    Files.writeString(path, "loss = 1%\nloss = 2%\n");

    assertThatThrownBy(() -> file.read())
        .hasMessageEndingWith("line 2: loss: here for the second time (expected: once)");
  }

  @Test
  void onlyAChangeIsApplied() throws Exception {
    Files.writeString(path, "loss = 1%\n");
    file.read();
    assertThat(file.changed()).isEmpty();

    Files.writeString(path, "loss = 2%\n");

    assertThat(file.changed().orElseThrow().aToB().loss()).isEqualTo(0.02);
    assertThat(file.changed()).isEmpty();
    assertThat(events).containsExactly(path + ": applied");
  }

  @Test
  void aWrongOrMissingFileChangesNothingAndIsSaidOnce() throws Exception {
    Files.writeString(path, "loss = 1%\n");
    file.read();

    Files.writeString(path, "loss = a lot\n");
    assertThat(file.changed()).isEmpty();
    assertThat(file.changed()).isEmpty();
    Files.delete(path);
    assertThat(file.changed()).isEmpty();

    assertThat(events).hasSize(2).allMatch(event -> event.endsWith("; the link stays as it was"));
  }
}
