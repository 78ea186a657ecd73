package io.drawbridge.controlplane.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.Generation;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GenerationsTest {
  @Test
  void aFenceIsThatOfTheHighestReignKnown() {
    assertThat(Generations.fence(1, 0, Optional.empty())).isEqualTo(fence(1, 0));
    assertThat(Generations.fence(1, 7, snapshotOf(1, 9))).isEqualTo(fence(1, 9));
    assertThat(Generations.fence(1, 9, snapshotOf(1, 7))).isEqualTo(fence(1, 9));
  }

  @Test
  void afterARestoreAFenceHasNoEpochOfTheGenerationBefore() {
    assertThat(Generations.fence(2, 0, snapshotOf(1, 510))).isEqualTo(fence(2, 0));
    assertThat(Generations.fence(2, 14, snapshotOf(1, 510))).isEqualTo(fence(2, 14));
    assertThat(Generations.fence(1, 510, snapshotOf(2, 14))).isEqualTo(fence(2, 14));
  }

  private static Optional<FleetSnapshot> snapshotOf(long fleetGeneration, long epoch) {
    return Optional.of(
        FleetSnapshot.newBuilder()
            .setGeneration(
                Generation.newBuilder()
                    .setFleetGeneration(fleetGeneration)
                    .setLeaderEpoch(epoch)
                    .setCounter(3))
            .build());
  }

  private static Fence fence(long fleetGeneration, long epoch) {
    return Fence.newBuilder().setFleetGeneration(fleetGeneration).setLeaderEpoch(epoch).build();
  }
}
