package io.drawbridge.controlplane.scoring;

import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.WeightBasis;
import io.drawbridge.proto.snapshot.v1.WeightParts;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalDouble;

/** What snapshots say of a score, written and read. */
public final class Published {
  private Published() {}

  /** Enough to compute the weight again. */
  public static WeightParts parts(Score score) {
    WeightParts.Builder parts =
        WeightParts.newBuilder()
            .setCapacity((int) score.capacity())
            .setSlowStart(Steps.of(score.slowStart()));
    for (Resource resource : Resource.values()) {
      parts.addUse(Steps.of(score.part(resource).smoothed()));
    }
    return parts.build();
  }

  /** The averaged use of each resource that the parts tell; of those that they do not, 0. */
  public static Map<Resource, Double> smoothed(WeightParts parts) {
    Map<Resource, Double> smoothed = new EnumMap<>(Resource.class);
    Iterator<Integer> told = parts.getUseList().iterator();
    for (Resource resource : Resource.values()) {
      smoothed.put(resource, told.hasNext() ? Steps.share(told.next()) : 0);
    }
    return smoothed;
  }

  /** The score behind a place whose {@code parts} are set, computed from nothing else. */
  public static Score score(GatewaySnapshot place) {
    Map<Resource, Score.Part> parts = new EnumMap<>(Resource.class);
    smoothed(place.getParts())
        .forEach((resource, share) -> parts.put(resource, Score.Part.of(resource, share, share)));
    return Score.of(
        place.getState(),
        Integer.toUnsignedLong(place.getParts().getCapacity()),
        Steps.share(place.getParts().getSlowStart()),
        parts);
  }

  /**
   * The weight that a place must have by what it says of itself.
   *
   * @return empty if it does not say enough, or tells of resources that this replica does not know
   */
  public static OptionalDouble recomputed(GatewaySnapshot place) {
    WeightBasis basis = place.getBasis();
    boolean told = place.getParts().getUseCount() == Resource.values().length;
    return switch (basis) {
      case SCORE -> told ? OptionalDouble.of(score(place).weight()) : OptionalDouble.empty();
      case LAST_RESORT ->
          OptionalDouble.of(
              Score.lastResort(Integer.toUnsignedLong(place.getParts().getCapacity())));
      case STATE_ALONE -> OptionalDouble.of(0);
      case WEIGHT_BASIS_UNSPECIFIED, UNRECOGNIZED -> OptionalDouble.empty();
    };
  }
}
