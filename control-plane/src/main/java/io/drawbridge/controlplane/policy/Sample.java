package io.drawbridge.controlplane.policy;

import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.TierCounts;
import java.util.Arrays;
import java.util.List;

/**
 * What of one report guards look at.
 *
 * @param nanos when it came, by our own clock
 * @param offered messages by tier since the gateway's start, CRITICAL first
 * @param refused of those, by policies
 * @param ended connections that it ended since its start
 * @param connections open now
 * @param routedP99 microseconds in the last interval; 0 = nothing measured
 * @param answerP99 likewise
 */
record Sample(
    long nanos,
    List<Long> offered,
    List<Long> refused,
    long ended,
    int connections,
    long routedP99,
    long answerP99) {
  static final List<Tier> TIERS =
      List.of(Tier.CRITICAL, Tier.INTERACTIVE, Tier.STANDARD, Tier.BACKGROUND);

  static Sample of(GatewayReport report, long nanos) {
    Long[] offered = zeros();
    Long[] refused = zeros();
    for (TierCounts counts : report.getTiersList()) {
      int tier = TIERS.indexOf(counts.getTier());
      if (tier >= 0) {
        offered[tier] = counts.getOffered();
        refused[tier] = counts.getRefusedByPolicy();
      }
    }
    return new Sample(
        nanos,
        List.of(offered),
        List.of(refused),
        report.getConnectionsEnded(),
        report.getLoad().getConnections(),
        p99(report.getLoad().getRouted()),
        p99(report.getLoad().getBusinessAnswer()));
  }

  private static long p99(LatencyMicros latency) {
    return latency.getCount() == 0 ? 0 : latency.getP99();
  }

  private static Long[] zeros() {
    Long[] zeros = new Long[TIERS.size()];
    Arrays.fill(zeros, 0L);
    return zeros;
  }
}
