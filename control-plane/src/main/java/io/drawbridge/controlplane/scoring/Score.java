package io.drawbridge.controlplane.scoring;

import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * A gateway's share of new clients, with everything it was made of.
 *
 * @param weight capacity x headroom^1.5 x slow start x state, to the precision of a float
 * @param headroom the smallest of all resources, 0 to 1
 * @param limiting the resource that set it
 * @param capacity connections
 * @param slowStart 0.1 to 1
 * @param stateFactor 1 when UP, less when WARN, 0 when OVERLOADED
 */
public record Score(
    PlacementState state,
    double weight,
    double headroom,
    Resource limiting,
    double capacity,
    double slowStart,
    double stateFactor,
    Map<Resource, Part> parts) {
  /** Busy gateways still get some, or their weight would jump at the mark. */
  static final double WARN_FACTOR = 0.3;

  /** Among gateways that are all full the larger still gets more. */
  private static final double LAST_RESORT = 0.01;

  public Score {
    parts = Collections.unmodifiableMap(new EnumMap<>(parts)); // in the order of the resources
  }

  /**
   * The one formula, for those who score and for those who look back.
   *
   * @param capacity connections; fewer than 1 count as 1
   * @param parts of every resource
   */
  public static Score of(
      PlacementState state, long capacity, double slowStart, Map<Resource, Part> parts) {
    Resource limiting = limiting(parts);
    double headroom = part(parts, limiting).headroom();
    double units = Math.max(1, capacity);
    double stateFactor = factor(state);
    return new Score(
        state,
        (float) (units * power(headroom) * slowStart * stateFactor), // told in fewer bytes
        headroom,
        limiting,
        units,
        slowStart,
        stateFactor,
        parts);
  }

  /** The weight when no gateway of the region has one and it must have one all the same. */
  public static double lastResort(long capacity) {
    return LAST_RESORT * Math.max(1, capacity);
  }

  public Part part(Resource resource) {
    return part(parts, resource);
  }

  /** The smallest of all. */
  static double headroom(Map<Resource, Part> parts) {
    return part(parts, limiting(parts)).headroom();
  }

  /** The first one of the smallest headroom. */
  private static Resource limiting(Map<Resource, Part> parts) {
    Resource tightest = Resource.CONNECTIONS;
    for (Resource resource : Resource.values()) {
      if (part(parts, resource).headroom() < part(parts, tightest).headroom()) {
        tightest = resource;
      }
    }
    return tightest;
  }

  private static Part part(Map<Resource, Part> parts, Resource resource) {
    return Objects.requireNonNull(parts.get(resource), () -> resource + ": not scored");
  }

  /**
   * To the 1.5th: full gateways must fall off faster than linearly, their clients feel the queue
   * first. By a square root, because that is the same on every machine.
   */
  private static double power(double headroom) {
    return headroom * Math.sqrt(headroom);
  }

  private static double factor(PlacementState state) {
    return switch (state) {
      case UP -> 1;
      case WARN -> WARN_FACTOR;
      case OVERLOADED,
          DRAINING,
          RESTARTING,
          SUSPECT,
          GONE,
          PLACEMENT_STATE_UNSPECIFIED,
          UNRECOGNIZED ->
          0;
    };
  }

  /**
   * One resource.
   *
   * @param use share of the capacity in the newest report
   * @param smoothed the same, at most 1, averaged and rounded to {@link Steps}
   */
  public record Part(double use, double smoothed, double headroom) {
    public static Part of(Resource resource, double use, double smoothed) {
      return new Part(use, smoothed, resource.headroom(smoothed));
    }
  }
}
