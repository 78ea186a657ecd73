package io.drawbridge.controlplane.scoring;

import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.util.Map;

/**
 * A gateway's share of new clients, with everything it was made of.
 *
 * @param weight capacity x headroom^1.5 x slow start x state
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
  public Score {
    parts = Map.copyOf(parts);
  }

  /**
   * One resource.
   *
   * @param use share of the capacity in the newest report
   * @param smoothed the same, at most 1, averaged
   */
  public record Part(double use, double smoothed, double headroom) {}
}
