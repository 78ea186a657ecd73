package io.drawbridge.controlplane.snapshot;

import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.Generation;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The order of snapshots: fleet generation, then leader epoch, then counter. */
public final class Generations {
  public static final Comparator<Generation> ORDER =
      Comparator.<Generation, Long>comparing(Generation::getFleetGeneration, Long::compareUnsigned)
          .thenComparing(Generation::getLeaderEpoch, Long::compareUnsigned)
          .thenComparing(Generation::getCounter, Long::compareUnsigned);

  /** Far more than a reign can count; whoever says more is not believed. */
  static final long MAX_COUNTER = 1L << 53;

  private Generations() {}

  /**
   * One more than any known of the same reign; 1 if the reign is new.
   *
   * @param known the newest here, and those that subscribers apply: they may have heard more
   */
  static Generation next(Collection<Generation> known, long fleetGeneration, long epoch) {
    long highest =
        known.stream()
            .filter(
                one -> one.getFleetGeneration() == fleetGeneration && one.getLeaderEpoch() == epoch)
            .mapToLong(Generation::getCounter)
            .filter(counter -> counter >= 0 && counter < MAX_COUNTER)
            .max()
            .orElse(0);
    return Generation.newBuilder()
        .setFleetGeneration(fleetGeneration)
        .setLeaderEpoch(epoch)
        .setCounter(highest + 1)
        .build();
  }

  /**
   * The higher of our own last reign and that of the newest snapshot. A pair is one reign's: after
   * a restore of etcd the epochs of the new fleet generation begin below those of the old one, and
   * a gateway that heard the new generation with an old epoch would refuse every leader.
   */
  static Fence fence(long fleetGeneration, long epoch, Optional<FleetSnapshot> newest) {
    Generation own =
        Generation.newBuilder().setFleetGeneration(fleetGeneration).setLeaderEpoch(epoch).build();
    Generation highest =
        newest
            .map(snapshot -> snapshot.getGeneration().toBuilder().clearCounter().build())
            .filter(heard -> ORDER.compare(heard, own) > 0)
            .orElse(own);
    return Fence.newBuilder()
        .setFleetGeneration(highest.getFleetGeneration())
        .setLeaderEpoch(highest.getLeaderEpoch())
        .build();
  }

  /** As it is written in logs and answers: {@code 1.42.7}. */
  public static String text(Generation generation) {
    return generation.getFleetGeneration()
        + "."
        + generation.getLeaderEpoch()
        + "."
        + generation.getCounter();
  }
}
