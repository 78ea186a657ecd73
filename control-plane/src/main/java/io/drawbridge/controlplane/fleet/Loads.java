package io.drawbridge.controlplane.fleet;

import io.drawbridge.proto.control.v1.AdmissionLimit;
import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Adds what two processes of one gateway carry while one takes over from the other. */
final class Loads {
  private Loads() {}

  static Load sum(Load a, Load b) {
    return Load.newBuilder()
        .setConnections(a.getConnections() + b.getConnections())
        .setSessions(a.getSessions() + b.getSessions())
        .setDetachedSessions(a.getDetachedSessions() + b.getDetachedSessions())
        .setAcceptsPerSecond(a.getAcceptsPerSecond() + b.getAcceptsPerSecond())
        .setMessagesInPerSecond(a.getMessagesInPerSecond() + b.getMessagesInPerSecond())
        .setMessagesOutPerSecond(a.getMessagesOutPerSecond() + b.getMessagesOutPerSecond())
        .setBytesInPerSecond(a.getBytesInPerSecond() + b.getBytesInPerSecond())
        .setBytesOutPerSecond(a.getBytesOutPerSecond() + b.getBytesOutPerSecond())
        .setBusinessAnswer(worse(a.getBusinessAnswer(), b.getBusinessAnswer()))
        .setRouted(worse(a.getRouted(), b.getRouted()))
        .setLoopLag(worse(a.getLoopLag(), b.getLoopLag()))
        .setCpu(Math.min(1, a.getCpu() + b.getCpu()))
        .setMemoryUsedBytes(a.getMemoryUsedBytes() + b.getMemoryUsedBytes())
        .setMemoryLimitBytes(a.getMemoryLimitBytes() + b.getMemoryLimitBytes())
        .setRefusalsPerSecond(a.getRefusalsPerSecond() + b.getRefusalsPerSecond())
        .addAllLevels(a.getLevelsList())
        .addAllLevels(b.getLevelsList())
        .addAllLimitsReached(either(a.getLimitsReachedList(), b.getLimitsReachedList()))
        .build();
  }

  private static Set<AdmissionLimit> either(List<AdmissionLimit> a, List<AdmissionLimit> b) {
    Set<AdmissionLimit> either = new TreeSet<>(a);
    either.addAll(b);
    return either;
  }

  /** Quantiles of two processes cannot be added; the worse of each is what a client may meet. */
  private static LatencyMicros worse(LatencyMicros a, LatencyMicros b) {
    return LatencyMicros.newBuilder()
        .setCount(a.getCount() + b.getCount())
        .setP50(Math.max(a.getP50(), b.getP50()))
        .setP90(Math.max(a.getP90(), b.getP90()))
        .setP99(Math.max(a.getP99(), b.getP99()))
        .build();
  }
}
