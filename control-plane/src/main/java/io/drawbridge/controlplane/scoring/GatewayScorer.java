package io.drawbridge.controlplane.scoring;

import io.drawbridge.proto.control.v1.AdmissionLimit;
import io.drawbridge.proto.control.v1.Capacity;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.snapshot.v1.PlacementState;
import io.drawbridge.proto.snapshot.v1.WeightParts;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Turns one gateway's reports into scores, one for each report. */
final class GatewayScorer {
  /** Full is full: a loop that once lagged for 3 s would else be shunned for minutes. */
  private static final double FULL = 1;

  private final Map<Resource, Smoothed> smoothed = new EnumMap<>(Resource.class);
  private final Pressure pressure = new Pressure();
  private final Comeback comeback = new Comeback();
  private int arrivalsReached;
  private int tiersRefused;

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

  /** Goes on from averages and a slow start that another replica has published. */
  void startFrom(WeightParts published, long nowNanos) {
    Map<Resource, Double> averages = Published.smoothed(published);
    smoothed.forEach(
        (resource, average) -> average.startFrom(averages.getOrDefault(resource, 0.0), nowNanos));
    comeback.startFrom(Steps.share(published.getSlowStart()), nowNanos);
  }

  /**
   * Counts one report.
   *
   * @param sinceStart age of the process; a successor by hot restart is as old as its predecessor
   */
  Score score(Load load, Capacity capacity, Usual usual, Duration sinceStart, long nowNanos) {
    Set<Resource> full = full(load, Resource.ADMISSION.use(load, capacity, usual));
    Map<Resource, Score.Part> parts = new EnumMap<>(Resource.class);
    smoothed.forEach((resource, average) -> {
      double use = resource.use(load, capacity, usual);
      if (full.contains(resource)) {
        average.startFrom(FULL, nowNanos); // no trend, a fact: clients are sent elsewhere
      }
      double mean = average.add(Math.min(use, FULL), nowNanos);
      parts.put(resource, Score.Part.of(resource, use, Steps.rounded(mean)));
    });
    double headroom = Score.headroom(parts);
    Pressure.Level level = full.isEmpty() ? pressure.add(1 - headroom) : pressure.full();
    double slowStart = Math.min(SlowStart.factor(sinceStart), comeback.factor(level, nowNanos));
    return Score.of(
        state(level),
        Integer.toUnsignedLong(capacity.getConnections()),
        Steps.rounded(slowStart),
        parts);
  }

  /**
   * A moment with too many arrivals is none without room for a client; nor is one in which two
   * tiers of messages are refused.
   */
  private Set<Resource> full(Load load, double refused) {
    Set<Resource> full = EnumSet.noneOf(Resource.class);
    if (load.getLimitsReachedList().contains(AdmissionLimit.CLIENTS)) {
      full.add(Resource.CONNECTIONS);
    }
    boolean tooMany = load.getLimitsReachedList().contains(AdmissionLimit.ARRIVALS);
    arrivalsReached = tooMany ? arrivalsReached + 1 : 0;
    if (arrivalsReached >= Pressure.REPORTS_TO_RISE) {
      full.add(Resource.ACCEPTS);
    }
    tiersRefused = refused >= FULL ? tiersRefused + 1 : 0;
    if (tiersRefused >= Pressure.REPORTS_TO_RISE) {
      full.add(Resource.ADMISSION);
    }
    return full;
  }

  private static PlacementState state(Pressure.Level level) {
    return switch (level) {
      case UP -> PlacementState.UP;
      case WARN -> PlacementState.WARN;
      case OVERLOADED -> PlacementState.OVERLOADED;
    };
  }
}
