package io.drawbridge.controlplane.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.controlplane.snapshot.OtherRegions.Offer;
import io.drawbridge.controlplane.snapshot.OtherRegions.OtherRegion;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
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

    regions.offer("s", snapshot("s", 7));
    regions.offer("s", snapshot("s", 7));

    assertThat(heard).hasValue(1);
  }

  @Test
  void countsWhenOtherGatewaysCanBeTalkedTo() {
    GatewaySnapshot gateway =
        GatewaySnapshot.newBuilder().setGateway("gw-1").setGrpcAddress("10.0.0.1:7102").build();
    long before = regions.doorChanges();
    regions.offer("s", snapshot("s", 7).toBuilder().addGateways(gateway).build());
    long after = regions.doorChanges();
    GatewaySnapshot heavier = gateway.toBuilder().setWeight(2).build();

    regions.offer("s", snapshot("s", 8).toBuilder().addGateways(heavier).build());

    assertThat(after).isNotEqualTo(before);
    assertThat(regions.doorChanges()).isEqualTo(after);
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
