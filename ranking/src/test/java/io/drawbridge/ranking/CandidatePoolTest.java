package io.drawbridge.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties over fleets and devices drawn from a seed. */
class CandidatePoolTest {
  private static final int DEVICES = 40_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyGatewayIsFirstForItsShareOfTheDevices(long seed) {
    List<Candidate> fleet = fleet(new Random(seed));

    Map<String, Integer> firsts = new HashMap<>();
    firstByDevice(fleet, seed).forEach((device, first) -> firsts.merge(first, 1, Integer::sum));

    double total = fleet.stream().mapToDouble(CandidatePoolTest::stepped).sum();
    for (Candidate gateway : fleet) {
      assertThat(firsts.getOrDefault(gateway.gateway(), 0) / (double) DEVICES)
          .as("share of %s in %s", gateway, fleet)
          .isCloseTo(stepped(gateway) / total, within(0.01));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void removingAGatewayMovesNoMoreThanItsShare(long seed) {
    List<Candidate> fleet = fleet(new Random(seed));
    Candidate removed = fleet.getFirst();
    Map<Integer, String> before = firstByDevice(fleet, seed);

    Map<Integer, String> after = firstByDevice(fleet.subList(1, fleet.size()), seed);

    List<Integer> moved =
        before.keySet().stream().filter(d -> !before.get(d).equals(after.get(d))).toList();
    assertThat(moved)
        .allSatisfy(device -> assertThat(before.get(device)).isEqualTo(removed.gateway()));
    double total = fleet.stream().mapToDouble(CandidatePoolTest::stepped).sum();
    assertThat(moved.size() / (double) DEVICES).isLessThan(stepped(removed) / total + 0.01);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void givesTheSameListWhateverTheOrderOfTheCandidates(long seed) {
    Random random = new Random(seed);
    List<Candidate> fleet = fleet(random);
    List<Candidate> shuffled = new ArrayList<>(fleet);
    Collections.shuffle(shuffled, random);

    for (int device = 0; device < 1_000; device++) {
      DeviceBucket bucket = bucket(seed, device);
      assertThat(CandidatePool.of(shuffled).rank(bucket, Optional.empty(), 5))
          .isEqualTo(CandidatePool.of(fleet).rank(bucket, Optional.empty(), 5));
    }
  }

  @Test
  void givesTheListsItHasAlwaysGiven() {
    // Golden, computed by a second implementation; a change here moves every running fleet's
    // clients.
    CandidatePool pool =
        CandidatePool.of(
            List.of(
                new Candidate("gw-1", "a", 1),
                new Candidate("gw-2", "a", 2),
                new Candidate("gw-3", "b", 4)));

    assertThat(DeviceBucket.of("phone-1")).isEqualTo(new DeviceBucket(49_098));
    assertThat(ids(pool.rank(DeviceBucket.of("phone-1"), Optional.empty(), 3)))
        .containsExactly("gw-2", "gw-3", "gw-1");
    assertThat(ids(pool.rank(new DeviceBucket(4711), Optional.empty(), 3)))
        .containsExactly("gw-3", "gw-2", "gw-1");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theFirstThreeSpanTwoFailureDomainsWhereThereAreTwo(long seed) {
    Random random = new Random(seed);
    List<Candidate> fleet = fleet(random, 2 + random.nextInt(10), i -> i == 0 ? "rare" : "usual");
    CandidatePool pool = CandidatePool.of(fleet);

    for (int device = 0; device < 2_000; device++) {
      for (int size = 2; size <= 5; size++) {
        List<Candidate> list = pool.rank(bucket(seed, device), Optional.of("gw-1"), size);

        assertThat(list.stream().limit(3).map(Candidate::failureDomain).distinct())
            .as("first three of %s", list)
            .hasSize(2);
      }
    }
  }

  @Test
  void spreadingOverFailureDomainsLeavesTheFirstWhereItIs() {
    List<Candidate> fleet = fleet(new Random(5), 8, i -> i == 0 ? "rare" : "usual");
    CandidatePool pool = CandidatePool.of(fleet);

    for (int device = 0; device < 2_000; device++) {
      DeviceBucket bucket = bucket(5, device);
      assertThat(pool.rank(bucket, Optional.empty(), 5).getFirst())
          .isEqualTo(pool.draws(bucket).getFirst().candidate());
    }
  }

  @Test
  void thePreviousGatewayComesFirstAndTheOthersKeepTheirOrder() {
    CandidatePool pool = CandidatePool.of(fleet(new Random(1), 6, i -> "zone-" + i));
    DeviceBucket bucket = DeviceBucket.of("phone-1");
    List<String> without = new ArrayList<>(ids(pool.rank(bucket, Optional.empty(), 6)));

    List<String> with = ids(pool.rank(bucket, Optional.of(without.getLast()), 6));

    Collections.rotate(without, 1);
    assertThat(with).isEqualTo(without);
  }

  @Test
  void aPreviousGatewayThatIsNoCandidateChangesNothing() {
    CandidatePool pool = CandidatePool.of(fleet(new Random(1)));
    DeviceBucket bucket = DeviceBucket.of("phone-1");

    assertThat(pool.rank(bucket, Optional.of("gw-gone"), 5))
        .isEqualTo(pool.rank(bucket, Optional.empty(), 5));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void weightsThatWaverByAPercentMoveAlmostNobody(long seed) {
    Random random = new Random(seed);
    List<Candidate> fleet = fleet(random, 10, i -> "zone");
    List<Candidate> wavered = fleet.stream().map(gateway -> waver(gateway, random)).toList();

    Map<Integer, String> before = firstByDevice(fleet, seed);
    Map<Integer, String> after = firstByDevice(wavered, seed);

    long moved = before.keySet().stream().filter(d -> !before.get(d).equals(after.get(d))).count();
    long crossedAStep =
        IntStream.range(0, 10)
            .filter(i -> stepped(fleet.get(i)) != stepped(wavered.get(i)))
            .count();
    assertThat(moved / (double) DEVICES).isLessThanOrEqualTo(crossedAStep * 0.03);
  }

  @Test
  void stepsStayWithinTwoAndAHalfPercentOfTheWeight() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double weight = Math.exp(random.nextDouble(-20, 20));
      assertThat(WeightSteps.round(weight) / weight).isCloseTo(1, within(0.025));
    }
  }

  private static Candidate waver(Candidate gateway, Random random) {
    return new Candidate(
        gateway.gateway(),
        gateway.failureDomain(),
        gateway.weight() * random.nextDouble(0.99, 1.01));
  }

  private static Map<Integer, String> firstByDevice(List<Candidate> fleet, long seed) {
    CandidatePool pool = CandidatePool.of(fleet);
    Map<Integer, String> firsts = new HashMap<>();
    for (int device = 0; device < DEVICES; device++) {
      firsts.put(device, pool.rank(bucket(seed, device), Optional.empty(), 1).getFirst().gateway());
    }
    return firsts;
  }

  private static DeviceBucket bucket(long seed, int device) {
    return DeviceBucket.of("device-" + seed + "-" + device);
  }

  private static List<Candidate> fleet(Random random) {
    return fleet(random, 3 + random.nextInt(18), i -> "zone-" + i % 3);
  }

  private static List<Candidate> fleet(Random random, int size, IntFunction<String> domain) {
    return IntStream.range(0, size)
        .mapToObj(i -> new Candidate("gw-" + i, domain.apply(i), random.nextDouble(0.2, 20_000)))
        .toList();
  }

  private static double stepped(Candidate candidate) {
    return WeightSteps.round(candidate.weight());
  }

  private static List<String> ids(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::gateway).toList();
  }
}
