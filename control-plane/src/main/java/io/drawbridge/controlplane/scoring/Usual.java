package io.drawbridge.controlplane.scoring;

import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import java.util.Collection;
import java.util.function.ToLongFunction;

/**
 * How long businesses usually take to acknowledge in this region: the median gateway's quantiles. A
 * business that is slow is slow for all, and no reason to empty a region; a gateway from which it
 * looks slower than from others is badly placed.
 *
 * @param businessP90Micros 0 if nothing was measured anywhere
 * @param businessP99Micros likewise
 */
record Usual(long businessP90Micros, long businessP99Micros) {
  static final Usual UNKNOWN = new Usual(0, 0);

  /** Of those loads that have measured something. */
  static Usual of(Collection<Load> loads) {
    return new Usual(median(loads, LatencyMicros::getP90), median(loads, LatencyMicros::getP99));
  }

  /** The lower of two in the middle: of two gateways the slower one must stand out. */
  private static long median(Collection<Load> loads, ToLongFunction<LatencyMicros> quantile) {
    long[] sorted =
        loads.stream()
            .map(Load::getBusinessAnswer)
            .filter(answer -> answer.getCount() > 0)
            .mapToLong(quantile)
            .sorted()
            .toArray();
    return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) / 2];
  }
}
