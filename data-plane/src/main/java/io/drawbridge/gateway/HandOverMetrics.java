package io.drawbridge.gateway;

import io.drawbridge.process.telemetry.Metrics;

/** What this process took over from the one before. */
final class HandOverMetrics {
  private HandOverMetrics() {}

  static void register(Metrics metrics, HandOverSide handOver) {
    metrics.gauge(
        "drawbridge_gateway_handover_sessions",
        "Sessions that this process took over from the one before; 0 if it did not.",
        handOver::sessionsTaken);
    metrics.gauge(
        "drawbridge_gateway_handover_seconds",
        "How long that took, from the first to the last; 0 before its end.",
        handOver::takeOverSeconds);
  }
}
