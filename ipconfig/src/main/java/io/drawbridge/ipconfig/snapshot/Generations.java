package io.drawbridge.ipconfig.snapshot;

import io.drawbridge.proto.snapshot.v1.Generation;
import java.util.Comparator;

/** Order and text of snapshot generations. */
public final class Generations {
  /** Fleet generation, then leader epoch, then counter; all unsigned. */
  static final Comparator<Generation> OLDEST_FIRST =
      Comparator.comparing(Generation::getFleetGeneration, Long::compareUnsigned)
          .thenComparing(Generation::getLeaderEpoch, Long::compareUnsigned)
          .thenComparing(Generation::getCounter, Long::compareUnsigned);

  private Generations() {}

  /** Such as {@code 1.7.42}. */
  public static String text(Generation generation) {
    return Long.toUnsignedString(generation.getFleetGeneration())
        + "."
        + Long.toUnsignedString(generation.getLeaderEpoch())
        + "."
        + Long.toUnsignedString(generation.getCounter());
  }
}
