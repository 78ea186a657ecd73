package io.drawbridge.gateway;

import io.drawbridge.gateway.policy.GatewayPolicies;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.proto.client.v1.Tier;
import java.util.List;
import java.util.Locale;

/** What a gateway tells of its policies. */
final class PolicyMetrics {
  private static final List<Tier> TIERS =
      List.of(Tier.CRITICAL, Tier.INTERACTIVE, Tier.STANDARD, Tier.BACKGROUND);

  private PolicyMetrics() {}

  static void register(Metrics metrics, GatewayPolicies policies) {
    metrics.gauge(
        "drawbridge_gateway_policies", "Policies in force on this gateway.", policies::documents);
    metrics.gauge(
        "drawbridge_gateway_policy_version",
        "Version of the set in force, the same on gateways that have the same policies; 0: none.",
        policies::version);
    metrics.gauge(
        "drawbridge_gateway_policy_measures",
        "What is left out now by degradations; the log names it at each change.",
        () -> policies.measures().lines().size());
    metrics.gauge(
        "drawbridge_gateway_policy_limited_users",
        "Users with a bucket of their own, in all limits together; 100,000 in each at most.",
        policies::limitedUsers);
    metrics.counter(
        "drawbridge_gateway_policy_refusals_total",
        "Messages that policies refused.",
        List.of("tier"),
        series ->
            TIERS.forEach(tier ->
                series.record(
                    policies.refused(tier.getNumber()), tier.name().toLowerCase(Locale.ROOT))));
  }
}
