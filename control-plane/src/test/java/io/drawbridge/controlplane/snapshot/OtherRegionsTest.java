package io.drawbridge.controlplane.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.controlplane.snapshot.OtherRegions.Offer;
import io.drawbridge.controlplane.snapshot.OtherRegions.OtherRegion;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.Generation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OtherRegionsTest {
  private final HandClock clock = new HandClock();
  private final OtherRegions regions = new OtherRegions(List.of("t", "s"), clock);

  @Test
  void everyConfiguredRegionIsListedBeforeItIsHeard() {
    assertThat(regions.all()).extracting(OtherRegion::region).containsExactly("s", "t");
    assertThat(regions.all()).allMatch(region -> region.snapshot().isEmpty());
    assertThat(regions.all()).allMatch(region -> region.age().isEmpty());
  }

  @Test
  void theHighestGenerationIsKept() {
    assertThat(regions.offer("s", snapshot("s", 7))).isEqualTo(new Offer.Taken());
    assertThat(regions.offer("s", snapshot("s", 6))).isEqualTo(new Offer.NotNewer());

    assertThat(counter(regions.all().getFirst())).isEqualTo(7);
  }

  @Test
  void theAgeGrowsUntilTheSnapshotInForceIsHeardAgain() {
    regions.offer("s", snapshot("s", 7));

    clock.seconds(60);
    regions.offer("s", snapshot("s", 6));
    assertThat(regions.all().getFirst().age()).hasValue(Duration.ofMinutes(1));

    regions.offer("s", snapshot("s", 7));
    assertThat(regions.all().getFirst().age()).hasValue(Duration.ZERO);
  }

  @Test
  void aSnapshotOfAWrongRegionIsNotTaken() {
    assertThat(regions.offer("s", snapshot("x", 1))).isEqualTo(new Offer.WrongRegion("x"));
    assertThat(regions.offer("x", snapshot("x", 1))).isEqualTo(new Offer.WrongRegion("x"));

    assertThat(regions.all()).allMatch(region -> region.snapshot().isEmpty());
  }

  @Test
  void whoWatchesHearsOfWhatIsNew() {
    AtomicInteger heard = new AtomicInteger();
    regions.watch(heard::incrementAndGet);
    long before = regions.changes();

    regions.offer("s", snapshot("s", 7));
    regions.offer("s", snapshot("s", 7));

    assertThat(heard).hasValue(1);
    assertThat(regions.changes()).isNotEqualTo(before);
  }

  private static long counter(OtherRegion region) {
    return region.snapshot().orElseThrow().getGeneration().getCounter();
  }

  private static FleetSnapshot snapshot(String region, long counter) {
    return FleetSnapshot.newBuilder()
        .setRegion(region)
        .setGeneration(Generation.newBuilder().setFleetGeneration(1).setCounter(counter))
        .build();
  }
}
