package io.drawbridge.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void readsTheTimeOfAProcessWhateverItsName() {
    String stat = "42 (a b) c) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 1";

    assertThat(Processors.nanosOf(stat)).isEqualTo(3_000_000_000L);
  }

  @Test
  void readsTheTotalOfAClassHistogram() throws Exception {
    String histogram =
        """
         num     #instances         #bytes  class name (module)
           1:          5000         240000  [B (java.base@25)
        Total         12345         987654
        """;

    assertThat(Memory.totalBytes(histogram)).isEqualTo(987_654);
    assertThatThrownBy(() -> Memory.totalBytes("42:\n")).hasMessageContaining("no line Total");
  }

  @Test
  void takesTheProcessorTimeOfAChildThatWorks() throws Exception {
    try (Child busy =
        shell(
            "echo ready; while read line; do i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; done")) {
      busy.awaitLine("ready", PATIENCE);
      Meter meter = Meter.start(List.of(busy));
      busy.tell("go");
      busy.awaitLine("done", PATIENCE);

      Meter.Use use = meter.stop();

      assertThat(use.processorSeconds().get(busy)).isBetween(0.01, use.seconds() + 0.02);
      assertThat(use.microsecondsPer(busy, 1_000)).isGreaterThan(10);
      assertThat(Memory.residentBytes(busy)).isBetween(100_000L, 100_000_000L);
    }
  }

  @Test
  void saysWhyAChildDidNotSayWhatWasExpected() throws Exception {
    try (Child child = shell("echo other; exit 3")) {
      assertThatThrownBy(() -> child.awaitLine("ready", PATIENCE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("shell: ended before a line \"ready\"");
      assertThatThrownBy(() -> child.awaitEnd(PATIENCE)).hasMessageContaining("exit code 3");
    }
  }

  @Test
  void handsOverTheLinesOfAChildThatHasEnded() throws Exception {
    try (Child child = shell("echo ready; echo a: 1; echo b: 2")) {
      child.awaitLine("ready", PATIENCE);

      assertThat(child.awaitEnd(PATIENCE)).containsExactly("a: 1", "b: 2");
    }
  }

  private Child shell(String script) throws IOException {
    return Child.start("shell", folder, Cores.ALL, List.of("sh", "-c", script));
  }
}
