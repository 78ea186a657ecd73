package io.drawbridge.gateway.admission;

import io.drawbridge.gateway.measure.EnumCounts;
import io.drawbridge.proto.control.v1.AdmissionLimit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * At which limits a gateway has sent clients elsewhere since it was asked last, for those who place
 * clients. One thread.
 */
public final class ReachedLimits {
  private final EnumCounts<ConnectRefusal> refused;
  private Map<ConnectRefusal, Long> before;

  /** Counts from now on. */
  public ReachedLimits(EnumCounts<ConnectRefusal> refused) {
    this.refused = refused;
    this.before = sums();
  }

  /**
   * Since the last call, each once.
   *
   * @param isFull no client would be taken now, whether one has come or not
   */
  public List<AdmissionLimit> sinceLast(boolean isFull) {
    Map<ConnectRefusal, Long> now = sums();
    List<AdmissionLimit> reached = new ArrayList<>();
    if (isFull || hasMore(ConnectRefusal.SESSIONS, now)) {
      reached.add(AdmissionLimit.CLIENTS);
    }
    if (hasMore(ConnectRefusal.RATE, now)) {
      reached.add(AdmissionLimit.ARRIVALS);
    }
    before = now;
    return List.copyOf(reached);
  }

  private boolean hasMore(ConnectRefusal why, Map<ConnectRefusal, Long> now) {
    return now.getOrDefault(why, 0L) > before.getOrDefault(why, 0L);
  }

  private Map<ConnectRefusal, Long> sums() {
    Map<ConnectRefusal, Long> sums = new EnumMap<>(ConnectRefusal.class);
    refused.forEach(sums::put);
    return sums;
  }
}
