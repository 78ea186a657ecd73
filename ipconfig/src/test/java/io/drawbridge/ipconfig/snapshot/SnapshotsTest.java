package io.drawbridge.ipconfig.snapshot;

import static io.drawbridge.ipconfig.snapshot.SampleFleet.generation;
import static io.drawbridge.ipconfig.snapshot.SampleFleet.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.Generation;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
  private final Snapshots snapshots = new Snapshots(SampleFleet.REGION);

  @Test
  void fleetGenerationOutranksEpochAndEpochOutranksCounter() {
    assertThat(offer(generation(1, 1, 9))).isInstanceOf(Offer.Applied.class);
    assertThat(offer(generation(1, 2, 1))).isInstanceOf(Offer.Applied.class);
    assertThat(offer(generation(2, 1, 1))).isInstanceOf(Offer.Applied.class);
    assertThat(offer(generation(1, 9, 9))).isEqualTo(new Offer.NotNewer(true));

    assertThat(snapshots.inForce().orElseThrow().generation()).isEqualTo("2.1.1");
  }

  @Test
  void theSameGenerationFromAnotherReplicaChangesNothing() {
    snapshots.offer(snapshot(5, 2), "cp-1");

    assertThat(snapshots.offer(snapshot(5, 2), "cp-2")).isEqualTo(new Offer.NotNewer(false));
    assertThat(snapshots.inForce().orElseThrow().source()).isEqualTo("cp-1");
  }

  @Test
  void aFleetWithGatewaysNeverBecomesEmpty() {
    snapshots.offer(snapshot(5, 2), "cp-1");

    assertThat(snapshots.offer(snapshot(6, 0), "cp-1"))
        .isEqualTo(new Offer.Refused("gateways: none (expected: some, as in generation 1.7.5)"));
    assertThat(snapshots.offer(snapshot(7, 1), "cp-1")).isInstanceOf(Offer.Applied.class);
  }

  @Test
  void anEmptyRegionMayBeginEmpty() {
    assertThat(snapshots.offer(snapshot(1, 0), "cp-1")).isInstanceOf(Offer.Applied.class);
  }

  @Test
  void anotherRegionIsRefusedByName() {
    FleetSnapshot foreign = snapshot(1, 1).toBuilder().setRegion("local-2").build();

    assertThat(snapshots.offer(foreign, "cp-1"))
        .isEqualTo(new Offer.Refused("region: local-2 (expected: local-1)"));
  }

  @Test
  void aGatewayNamedTwiceOrNotAtAllIsRefused() {
    var gateway = SampleFleet.gateway("gw-1", PlacementState.UP, 1);

    assertThat(snapshots.offer(snapshot(1, List.of(gateway, gateway)), "cp-1"))
        .isEqualTo(new Offer.Refused("gateway: \"gw-1\" (expected: an id, once)"));
    assertThat(
            snapshots.offer(
                snapshot(1, List.of(gateway.toBuilder().clearGateway().build())), "cp-1"))
        .isEqualTo(new Offer.Refused("gateway: \"\" (expected: an id, once)"));
  }

  @Test
  void ageIsNeverNegativeWhenTheLeadersClockIsAhead() {
    SnapshotInForce inForce = new SnapshotInForce(snapshot(1, 1), "cp-1");

    assertThat(inForce.age(Instant.ofEpochMilli(SampleFleet.MADE_UNIX_MILLIS - 5)))
        .isEqualTo(Duration.ZERO);
    assertThat(inForce.age(Instant.ofEpochMilli(SampleFleet.MADE_UNIX_MILLIS + 5)))
        .isEqualTo(Duration.ofMillis(5));
  }

  private Offer offer(Generation generation) {
    return snapshots.offer(snapshot(1, 1).toBuilder().setGeneration(generation).build(), "cp-1");
  }
}
