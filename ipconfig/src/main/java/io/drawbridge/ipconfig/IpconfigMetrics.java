package io.drawbridge.ipconfig;

import io.drawbridge.ipconfig.http.AnswerCounts;
import io.drawbridge.ipconfig.http.HttpServer;
import io.drawbridge.ipconfig.snapshot.SnapshotFeed;
import io.drawbridge.ipconfig.snapshot.SnapshotInForce;
import io.drawbridge.ipconfig.snapshot.Snapshots;
import io.drawbridge.process.telemetry.Metrics;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What an ipconfig tells of itself at {@code /metrics}. */
final class IpconfigMetrics {
  private static final double MILLIS_PER_SECOND = 1e3;

  private IpconfigMetrics() {}

  static void register(
      Metrics metrics,
      HttpServer server,
      Snapshots snapshots,
      SnapshotFeed feed,
      InstantSource clock) {
    http(metrics, server);
    snapshot(metrics, snapshots, clock);
    metrics.gauge(
        "drawbridge_ipconfig_subscriptions",
        "Control planes of its configuration whose snapshots come (up) or do not (down).",
        List.of("state"),
        series -> {
          int up = feed.up();
          series.record(up, "up");
          series.record(feed.size() - up, "down");
        });
  }

  private static void http(Metrics metrics, HttpServer server) {
    metrics.counter(
        "drawbridge_ipconfig_answers_total",
        "Requests answered, by path (other: none that is served) and HTTP status.",
        List.of("path", "status"),
        series -> {
          for (AnswerCounts.Count each : server.answers().all()) {
            series.record(each.answers(), each.path(), Integer.toString(each.status()));
          }
        });
    metrics.gauge("drawbridge_ipconfig_http_connections", "Connections open.", server::connections);
    metrics.counter(
        "drawbridge_ipconfig_http_connections_refused_total",
        "Connections refused because too many were open.",
        () -> (double) server.refused());
  }

  private static void snapshot(Metrics metrics, Snapshots snapshots, InstantSource clock) {
    metrics.gauge(
        "drawbridge_ipconfig_snapshot_age_seconds",
        "Since the snapshot in force was made, by both machines' clocks.",
        () ->
            known(
                snapshots, present -> present.age(clock.instant()).toMillis() / MILLIS_PER_SECOND));
    metrics.gauge(
        "drawbridge_ipconfig_snapshot_gateways",
        "Gateways in the snapshot in force.",
        () -> known(snapshots, present -> present.snapshot().getGatewaysCount()));
    metrics.gauge(
        "drawbridge_ipconfig_snapshot_epoch",
        "Leader's epoch of the snapshot in force.",
        () -> known(snapshots, present -> present.snapshot().getGeneration().getLeaderEpoch()));
    metrics.gauge(
        "drawbridge_ipconfig_snapshot_number",
        "Number of the snapshot in force among its leader's.",
        () -> known(snapshots, present -> present.snapshot().getGeneration().getCounter()));
  }

  private static double known(Snapshots snapshots, ToDoubleFunction<SnapshotInForce> value) {
    return snapshots.inForce().map(value::applyAsDouble).orElse(Double.NaN);
  }
}
