package io.drawbridge.gateway;

import io.drawbridge.gateway.overload.Overload;
import io.drawbridge.gateway.overload.Priority;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.proto.client.v1.Tier;
import java.util.List;
import java.util.Locale;

/** What overload control tells of itself. */
final class OverloadMetrics {
  private static final List<Tier> TIERS =
      List.of(Tier.CRITICAL, Tier.INTERACTIVE, Tier.STANDARD, Tier.BACKGROUND);

  private OverloadMetrics() {}

  static void register(Metrics metrics, Overload overload) {
    metrics.gauge(
        "drawbridge_gateway_admitted_level",
        "Least important priority that is admitted, tier x 128 + cohort; "
            + Priority.ALL
            + ": everything. By the gateway itself, and for each business.",
        List.of("of"),
        series -> overload.forEachLevel((of, level) -> series.record(level, of)));
    metrics.counter(
        "drawbridge_gateway_not_admitted_total",
        "Messages refused because of overload, or that would have been in mode watch.",
        List.of("tier"),
        series ->
            TIERS.forEach(tier ->
                series.record(
                    overload.refused(tier.getNumber()), tier.name().toLowerCase(Locale.ROOT))));
  }
}
