package io.drawbridge.controlplane.resources;

import io.drawbridge.proto.control.v1.AdmissionLimit;
import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import java.util.List;

/** A gateway's load as it reported it last. */
record LoadDocument(
    int connections,
    int sessions,
    int detachedSessions,
    double acceptsPerSecond,
    double messagesInPerSecond,
    double messagesOutPerSecond,
    double bytesInPerSecond,
    double bytesOutPerSecond,
    double refusalsPerSecond,
    double cpu,
    long memoryUsedBytes,
    long memoryLimitBytes,
    Quantiles businessAnswerMicros,
    Quantiles routedMicros,
    Quantiles loopLagMicros,
    List<String> limitsReached,
    List<Level> levels) {
  static LoadDocument of(Load load) {
    return new LoadDocument(
        load.getConnections(),
        load.getSessions(),
        load.getDetachedSessions(),
        load.getAcceptsPerSecond(),
        load.getMessagesInPerSecond(),
        load.getMessagesOutPerSecond(),
        load.getBytesInPerSecond(),
        load.getBytesOutPerSecond(),
        load.getRefusalsPerSecond(),
        load.getCpu(),
        load.getMemoryUsedBytes(),
        load.getMemoryLimitBytes(),
        Quantiles.of(load.getBusinessAnswer()),
        Quantiles.of(load.getRouted()),
        Quantiles.of(load.getLoopLag()),
        load.getLimitsReachedList().stream().map(AdmissionLimit::name).toList(),
        load.getLevelsList().stream()
            .map(level -> new Level(level.getOf(), level.getLevel()))
            .toList());
  }

  /**
   * What does not admit everything now.
   *
   * @param of "gateway", or the target of a business
   * @param level the least important priority that is admitted, tier * 128 + cohort
   */
  record Level(String of, int level) {}

  record Quantiles(long count, long p50, long p90, long p99) {
    static Quantiles of(LatencyMicros micros) {
      return new Quantiles(micros.getCount(), micros.getP50(), micros.getP90(), micros.getP99());
    }
  }
}
