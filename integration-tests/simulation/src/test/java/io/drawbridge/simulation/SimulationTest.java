package io.drawbridge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code -Dsimulation.seeds=N} runs that many, {@code -Dsimulation.first=N} begins there; {@link
 * ReplayTest} tells one.
 */
class SimulationTest {
  private static final long FIRST = Long.getLong("simulation.first", 1);
  private static final long SEEDS = Long.getLong("simulation.seeds", 10_000);

  /** A seed finds a defect by chance: each of these is found within so many. */
  private static final int SEEDS_FOR_A_DEFECT = 1_000;

  private static final List<String> MEETINGS =
      List.of(
          "resumed",
          "has taken dial",
          "session is still at",
          "SESSION_LOST",
          "CONNECT_TIMEOUT",
          "HEARTBEAT_TIMEOUT",
          "goes on",
          "is REPEAT",
          "is OVERTAKEN",
          ": HELD",
          ": MOVED",
          ": NOT_HERE");

  @Test
  void everySeedKeepsEveryPromise() {
    List<String> failed =
        LongStream.range(FIRST, FIRST + SEEDS)
            .parallel()
            .mapToObj(SimulationTest::failure)
            .flatMap(List::stream)
            .limit(20)
            .toList();

    assertThat(failed).as("seeds that fail, of %d", SEEDS).isEmpty();
  }

  private static List<String> failure(long seed) {
    List<String> violations = Simulation.violationsOf(seed, Planted.NOTHING);
    List<String> told = new ArrayList<>();
    if (!violations.isEmpty()) {
      told.add(
          "seed %d: %s (-Dtest=ReplayTest -Dsimulation.seed=%d tells it)"
              .formatted(seed, violations.getFirst(), seed));
    }
    return told;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
  void aPlantedDefectIsFound(Planted defect) {
    OptionalLong found =
        LongStream.rangeClosed(1, SEEDS_FOR_A_DEFECT)
            .filter(seed -> !Simulation.violationsOf(seed, defect).isEmpty())
            .findFirst();

    assertThat(found).as("a seed that finds %s", defect).isPresent();
    assertThat(Simulation.violationsOf(found.orElseThrow(), Planted.NOTHING)).isEmpty();
  }

  /** What nobody meets, nobody is tested by. */
  @Test
  void seedsMeetEverythingThatCanGoWrong() {
    Set<String> met =
        LongStream.rangeClosed(1, SEEDS_FOR_A_DEFECT)
            .parallel()
            .mapToObj(Simulation::historyOf)
            .flatMap(history ->
                MEETINGS.stream()
                    .filter(what -> history.stream().anyMatch(line -> line.contains(what))))
            .collect(Collectors.toSet());

    assertThat(met).containsExactlyInAnyOrderElementsOf(MEETINGS);
  }

  @Test
  void aSeedIsOneHistory() {
    assertThat(Simulation.historyOf(17)).isNotEmpty().isEqualTo(Simulation.historyOf(17));
  }
}
