package io.drawbridge.controlplane.vitals;

import io.drawbridge.proto.control.v1.AdmittedLevel;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.control.v1.Vitals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The last reports of one process, oldest first, and what they say together. Immutable. */
record Reports(GatewayRegistration from, GatewayState state, List<Report> newest) {
  /** Ten seconds as gateways report usually. */
  static final int KEPT = 10;

  /** A level that is judged held for so many reports: one may catch a burst. */
  static final int LEVEL_OF = 4;

  /** What is admitted when everything is. */
  static final int EVERYTHING = 511;

  private static final double NANOS = 1e9;

  /**
   * What of a report is judged.
   *
   * @param nanos when it came, by our own clock
   * @param ended connections that the process ended since its start
   */
  record Report(long nanos, long ended, Load load) {}

  static Reports first(GatewayRegistration from, GatewayReport report, long nanos) {
    return new Reports(from, report.getState(), List.of()).with(from, report, nanos);
  }

  Reports with(GatewayRegistration registration, GatewayReport report, long nanos) {
    List<Report> more = new ArrayList<>(newest);
    more.add(new Report(nanos, report.getConnectionsEnded(), report.getLoad()));
    int gone = Math.max(0, more.size() - KEPT);
    return new Reports(
        registration, report.getState(), List.copyOf(more.subList(gone, more.size())));
  }

  Vitals vitals() {
    Load last = newest.getLast().load();
    return Vitals.newBuilder()
        .setReports(newest.size())
        .setConnections(last.getConnections())
        .setEndedPerSecond(endedPerSecond())
        .setRoutedP99Micros(p99(Load::getRouted))
        .setBusinessAnswerP99Micros(p99(Load::getBusinessAnswer))
        .setRefusalsPerSecond(
            newest.stream()
                .mapToDouble(report -> report.load().getRefusalsPerSecond())
                .average()
                .orElse(0))
        .setLevel(level())
        .setMemoryShare(memoryShare())
        .build();
  }

  private double endedPerSecond() {
    Report first = newest.getFirst();
    Report last = newest.getLast();
    double seconds = (last.nanos() - first.nanos()) / NANOS;
    return seconds <= 0 ? 0 : Math.max(0, last.ended() - first.ended()) / seconds;
  }

  /** Mean of the reports that measured something; 0 = none did. */
  private long p99(Function<Load, LatencyMicros> latency) {
    return Math.round(
        newest.stream()
            .map(report -> latency.apply(report.load()))
            .filter(measured -> measured.getCount() > 0)
            .mapToLong(LatencyMicros::getP99)
            .average()
            .orElse(0));
  }

  /** The highest of the last ones' lowest. */
  private int level() {
    return newest.stream()
        .skip(Math.max(0, newest.size() - LEVEL_OF))
        .mapToInt(report ->
            report.load().getLevelsList().stream()
                .mapToInt(AdmittedLevel::getLevel)
                .min()
                .orElse(EVERYTHING))
        .max()
        .orElse(EVERYTHING);
  }

  /** The lowest of the last ones: the rest may be garbage. */
  private double memoryShare() {
    return newest.stream()
        .skip(Math.max(0, newest.size() - LEVEL_OF))
        .map(Report::load)
        .filter(load -> load.getMemoryLimitBytes() > 0)
        .mapToDouble(load -> (double) load.getMemoryUsedBytes() / load.getMemoryLimitBytes())
        .min()
        .orElse(0);
  }
}
