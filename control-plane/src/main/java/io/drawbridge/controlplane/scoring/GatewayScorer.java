package io.drawbridge.controlplane.scoring;

import io.drawbridge.proto.control.v1.Capacity;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/** Turns one gateway's reports into scores, one for each report. */
public final class GatewayScorer {
  /** Full gateways must fall off faster than linearly: their clients feel the queue first. */
  static final double GAMMA = 1.5;

  static final double WARN_FACTOR = 0.3;

  /** Full is full: a loop that once lagged for 3 s would else be shunned for minutes. */
  private static final double FULL = 1;

  private final Map<Resource, Smoothed> smoothed = new EnumMap<>(Resource.class);
  private final Pressure pressure = new Pressure();

  public GatewayScorer() {
    for (Resource resource : Resource.values()) {
      smoothed.put(resource, new Smoothed());
    }
  }

  /** Leaves out the time until now: whoever was silent was not measured. */
  void skipTo(long nowNanos) {
    smoothed.values().forEach(average -> average.skipTo(nowNanos));
  }

  /**
   * Counts one report.
   *
   * @param sinceStart age of the process; a successor by hot restart is as old as its predecessor
   */
  public Score score(Load load, Capacity capacity, Duration sinceStart, long nowNanos) {
    Map<Resource, Score.Part> parts = new EnumMap<>(Resource.class);
    smoothed.forEach((resource, average) -> {
      double use = resource.use(load, capacity);
      double mean = average.add(Math.min(use, FULL), nowNanos);
      parts.put(resource, new Score.Part(use, mean, resource.headroom(mean)));
    });
    Map.Entry<Resource, Score.Part> tightest =
        parts.entrySet().stream()
            .min(Comparator.comparingDouble(part -> part.getValue().headroom()))
            .orElseThrow();
    double headroom = tightest.getValue().headroom();
    Pressure.Level level = pressure.add(1 - headroom);
    double units = Math.max(1, Integer.toUnsignedLong(capacity.getConnections()));
    double slowStart = SlowStart.factor(sinceStart);
    double stateFactor = factor(level);
    return new Score(
        state(level),
        units * Math.pow(headroom, GAMMA) * slowStart * stateFactor,
        headroom,
        tightest.getKey(),
        units,
        slowStart,
        stateFactor,
        parts);
  }

  private static double factor(Pressure.Level level) {
    return switch (level) {
      case UP -> 1;
      case WARN -> WARN_FACTOR;
      case OVERLOADED -> 0;
    };
  }

  private static PlacementState state(Pressure.Level level) {
    return switch (level) {
      case UP -> PlacementState.UP;
      case WARN -> PlacementState.WARN;
      case OVERLOADED -> PlacementState.OVERLOADED;
    };
  }
}
