package io.drawbridge.controlplane;

import io.drawbridge.controlplane.operation.Kinds;
import io.drawbridge.controlplane.operation.OperationLog;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.process.telemetry.Series;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder.KindCase;
import io.drawbridge.proto.control.v1.OperationState;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a replica tells at {@code /metrics} of its region's operations, leading or not. */
final class OperationMetrics {
  private static final double MILLIS_PER_SECOND = 1e3;

  private static final Set<KindCase> KINDS =
      EnumSet.complementOf(EnumSet.of(KindCase.KIND_NOT_SET));

  private static final Set<OperationState> STATES =
      EnumSet.range(OperationState.PENDING, OperationState.ABORTED);

  private final String region;
  private final OperationLog log;
  private final InstantSource clock;

  private OperationMetrics(String region, OperationLog log, InstantSource clock) {
    this.region = region;
    this.log = log;
    this.clock = clock;
  }

  static void register(Metrics metrics, String region, OperationLog log, InstantSource clock) {
    OperationMetrics operations = new OperationMetrics(region, log, clock);
    metrics.gauge(
        "drawbridge_control_plane_operations",
        "Operations as they are recorded, the last 200 that are over among them.",
        List.of("kind", "state"),
        operations::byKindAndState);
    metrics.gauge(
        "drawbridge_control_plane_operations_live",
        "Operations that are not over: carried out here (own), or for us by another region (away).",
        List.of("where"),
        operations::byPlace);
    metrics.gauge(
        "drawbridge_control_plane_operation_oldest_seconds",
        "Since the oldest operation that is not over was asked for; 0 if there is none.",
        operations::oldestSeconds);
  }

  private void byKindAndState(Series series) {
    Map<KindCase, Map<OperationState, Integer>> counts = new EnumMap<>(KindCase.class);
    for (Operation operation : log.all()) {
      counts
          .computeIfAbsent(
              operation.getOrder().getKindCase(), _ -> new EnumMap<>(OperationState.class))
          .merge(operation.getState(), 1, Integer::sum);
    }
    for (KindCase kind : KINDS) {
      for (OperationState state : STATES) {
        int count = counts.getOrDefault(kind, Map.of()).getOrDefault(state, 0);
        series.record(count, kind.name().toLowerCase(Locale.ROOT), word(state));
      }
    }
  }

  private void byPlace(Series series) {
    Predicate<Operation> own = operation -> operation.getRegion().equals(region);
    series.record(live().filter(own).count(), "own");
    series.record(live().filter(own.negate()).count(), "away");
  }

  private double oldestSeconds() {
    long now = clock.millis();
    return live()
        .mapToDouble(live -> (now - live.getRequestedUnixMillis()) / MILLIS_PER_SECOND)
        .max()
        .orElse(0);
  }

  private Stream<Operation> live() {
    return log.all().stream().filter(operation -> !Kinds.isOver(operation));
  }

  private static String word(OperationState state) {
    return state == OperationState.OPERATION_DONE ? "done" : state.name().toLowerCase(Locale.ROOT);
  }
}
