package io.drawbridge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code -Dsimulation.seed=N} tells everything that happens with that seed; run by name alone. */
class ReplayTest {
  @Test
  void tellsOneSeed() {
    List<String> history = Simulation.historyOf(Long.getLong("simulation.seed", 1));
    history.forEach(System.out::println);

    assertThat(history).noneMatch(line -> line.contains("VIOLATION"));
  }
}
