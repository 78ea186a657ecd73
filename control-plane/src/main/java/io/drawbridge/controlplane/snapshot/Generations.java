package io.drawbridge.controlplane.snapshot;

import io.drawbridge.proto.snapshot.v1.Generation;
import java.util.Comparator;

/** The order of snapshots: fleet generation, then leader epoch, then counter. */
public final class Generations {
  public static final Comparator<Generation> ORDER =
      Comparator.<Generation, Long>comparing(Generation::getFleetGeneration, Long::compareUnsigned)
          .thenComparing(Generation::getLeaderEpoch, Long::compareUnsigned)
          .thenComparing(Generation::getCounter, Long::compareUnsigned);

  private Generations() {}

  /** One more in the same reign; 1 if the reign is new. */
  static Generation next(Generation last, long fleetGeneration, long epoch) {
    boolean sameReign =
        last.getFleetGeneration() == fleetGeneration && last.getLeaderEpoch() == epoch;
    return Generation.newBuilder()
        .setFleetGeneration(fleetGeneration)
        .setLeaderEpoch(epoch)
        .setCounter(sameReign ? last.getCounter() + 1 : 1)
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
