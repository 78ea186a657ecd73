package io.drawbridge.controlplane.scoring;

import io.drawbridge.proto.control.v1.Capacity;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Turns one gateway's reports into scores, one for each report. */
final class GatewayScorer {
  /** Full is full: a loop that once lagged for 3 s would else be shunned for minutes. */
  private static final double FULL = 1;

  private final Map<Resource, Smoothed> smoothed = new EnumMap<>(Resource.class);
  private final Pressure pressure = new Pressure();

  GatewayScorer() {
    for (Resource resource : Resource.values()) {
      smoothed.put(resource, new Smoothed());
    }
  }

  /** Leaves out the time until now: whoever was silent was not measured. */
  void skipTo(long nowNanos) {
    smoothed.values().forEach(average -> average.skipTo(nowNanos));
  }

  /** Goes on from a state that another replica has published, if it is one of pressure. */
  void startFrom(PlacementState published) {
    switch (published) {
      case UP -> pressure.startFrom(Pressure.Level.UP);
      case WARN -> pressure.startFrom(Pressure.Level.WARN);
      case OVERLOADED -> pressure.startFrom(Pressure.Level.OVERLOADED);
      case DRAINING, RESTARTING, SUSPECT, GONE, PLACEMENT_STATE_UNSPECIFIED, UNRECOGNIZED -> {}
    }
  }

  /** Goes on from averages that another replica has published. */
  void startFrom(Map<Resource, Double> published, long nowNanos) {
    smoothed.forEach(
        (resource, average) -> average.startFrom(published.getOrDefault(resource, 0.0), nowNanos));
  }

  /**
   * Counts one report.
   *
   * @param sinceStart age of the process; a successor by hot restart is as old as its predecessor
   */
  Score score(Load load, Capacity capacity, Usual usual, Duration sinceStart, long nowNanos) {
    Map<Resource, Score.Part> parts = new EnumMap<>(Resource.class);
    smoothed.forEach((resource, average) -> {
      double use = resource.use(load, capacity, usual);
      double mean = average.add(Math.min(use, FULL), nowNanos);
      parts.put(resource, Score.Part.of(resource, use, Steps.rounded(mean)));
    });
    double headroom = Score.headroom(parts);
    return Score.of(
        state(pressure.add(1 - headroom)),
        Integer.toUnsignedLong(capacity.getConnections()),
        Steps.rounded(SlowStart.factor(sinceStart)),
        parts);
  }

  private static PlacementState state(Pressure.Level level) {
    return switch (level) {
      case UP -> PlacementState.UP;
      case WARN -> PlacementState.WARN;
      case OVERLOADED -> PlacementState.OVERLOADED;
    };
  }
}
