package io.drawbridge.gateway;

import io.drawbridge.gateway.admission.Admission;
import io.drawbridge.gateway.admission.ConnectRefusal;
import io.drawbridge.gateway.admission.SourceLimits;
import io.drawbridge.gateway.listen.DoorCounts;
import io.drawbridge.gateway.measure.EnumCounts;
import io.drawbridge.gateway.tls.Tls;
import io.drawbridge.gateway.websocket.WebSocketRules;
import io.drawbridge.process.telemetry.Metrics;
import java.util.List;
import java.util.Locale;

/** What a gateway tells of its client door at {@code /metrics}. */
final class DoorMetrics {
  private final Metrics metrics;

  private DoorMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  static void register(Metrics metrics, DoorSide door, Admission admission) {
    DoorMetrics told = new DoorMetrics(metrics);
    told.door(door.counts());
    told.webSockets(door.webSockets());
    told.sources(admission.sources());
    told.connects(admission.refusedConnects());
    told.handshakes(door);
  }

  private void door(DoorCounts door) {
    metrics.counter(
        "drawbridge_gateway_door_transports_total",
        "Clients let in, by what carries their frames.",
        List.of("transport"),
        series -> door.transports().forEach((each, count) -> series.record(count, label(each))));
    metrics.counter(
        "drawbridge_gateway_door_refusals_total",
        "Sockets closed before a frame, without a word, by reason.",
        List.of("reason"),
        series -> door.refusals().forEach((each, count) -> series.record(count, label(each))));
    metrics.counter(
        "drawbridge_gateway_accept_failures_total",
        "Times the system had no socket for a client that waits; next try 100 ms later.",
        () -> (double) door.acceptFailures().sum());
  }

  private void webSockets(WebSocketRules rules) {
    metrics.counter(
        "drawbridge_gateway_websocket_refusals_total",
        "Requests that did not become a WebSocket, by reason.",
        List.of("reason"),
        series -> rules.refusals().forEach((each, count) -> series.record(count, label(each))));
  }

  private void sources(SourceLimits sources) {
    metrics.counter(
        "drawbridge_gateway_uncounted_sources_total",
        "Sockets let in without a look at the limits of their address: its table had no room.",
        () -> (double) sources.crowded());
  }

  private void connects(EnumCounts<ConnectRefusal> refused) {
    metrics.counter(
        "drawbridge_gateway_connect_refusals_total",
        "CONNECTs answered by GOAWAY before their token was looked at, by reason.",
        List.of("reason"),
        series -> refused.forEach((each, count) -> series.record(count, label(each))));
  }

  /** No samples without TLS. */
  private void handshakes(DoorSide door) {
    metrics.gauge(
        "drawbridge_gateway_certificate_end_seconds",
        "When the certificate of this name ends, or one that vouches for it, seconds since 1970.",
        List.of("name"),
        series ->
            door.tls()
                .ifPresent(tls ->
                    tls.forEachEnd((name, end) -> series.record(end.getEpochSecond(), name))));
    metrics.counter(
        "drawbridge_gateway_tls_handshakes_total",
        "TLS handshakes that came to their end.",
        () -> door.tls().map(tls -> (double) tls.counts().completed()).orElse(0.0));
    metrics.counter(
        "drawbridge_gateway_tls_failures_total",
        "TLS handshakes that came to nothing, by cause.",
        List.of("cause"),
        series ->
            door.tls()
                .map(Tls::counts)
                .ifPresent(counts ->
                    counts.failures().forEach((each, count) -> series.record(count, label(each)))));
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
