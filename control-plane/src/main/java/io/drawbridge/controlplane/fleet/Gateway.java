package io.drawbridge.controlplane.fleet;

import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.control.v1.PolicyState;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;

/** What is known of one gateway id: its registration, and up to two processes during a restart. */
final class Gateway {
  /** The one that is leaving and its successor. */
  private static final int MAX_PROCESSES = 2;

  private final String id;
  private final TreeMap<Long, Attachment> processes =
      new TreeMap<>(Long::compareUnsigned); // by generation
  private GatewayRegistration registration;
  private boolean leased;
  private final long knownSinceNanos;

  Gateway(GatewayRegistration registration, boolean leased, long nowNanos) {
    this.id = registration.getGateway();
    this.registration = registration;
    this.leased = leased;
    this.knownSinceNanos = nowNanos;
  }

  void leased(GatewayRegistration inEtcd) {
    leased = true;
    adopt(inEtcd);
  }

  void unleased() {
    leased = false;
  }

  /**
   * Takes a report.
   *
   * @return false if {@link #processes} are, and are attached, as before
   */
  boolean hear(ControlStream stream, GatewayReport report, long nowNanos) {
    Attachment process = processes.get(report.getGeneration());
    boolean known = process != null && process.isOpen() && !report.hasRegistration();
    if (process == null) {
      // A process whose successor has died goes on under a higher generation, on the same stream.
      processes.values().removeIf(other -> other.stream().equals(stream));
      processes.put(report.getGeneration(), new Attachment(stream, report, nowNanos));
      if (processes.size() > MAX_PROCESSES) {
        processes.pollFirstEntry();
      }
    } else {
      process.hear(stream, report, nowNanos);
    }
    if (report.hasRegistration()) {
      adopt(report.getRegistration());
    }
    return !known;
  }

  void close(ControlStream stream, long nowNanos) {
    processes.values().forEach(process -> process.close(stream, nowNanos));
    // A predecessor that has left was meant to; only the newest process can be missed.
    processes
        .headMap(processes.isEmpty() ? 0L : processes.lastKey())
        .values()
        .removeIf(process -> !process.isOpen());
  }

  /**
   * What it is now.
   *
   * @param leadNanos since when this replica leads, or its start
   * @param listeningNanos since when it listens without a break
   */
  GatewayStatus status(long nowNanos, long suspectAfterNanos, long leadNanos, long listeningNanos) {
    Optional<Attachment> newest = Optional.ofNullable(processes.lastEntry()).map(e -> e.getValue());
    long lostAt =
        newest
            .map(process -> process.lostNanos(suspectAfterNanos, listeningNanos))
            .orElseGet(() -> unheardUntil(leadNanos));
    boolean lost = nowNanos - lostAt >= 0;
    return new GatewayStatus(
        id,
        registration,
        leased,
        lost ? (leased ? Presence.SUSPECT : Presence.GONE) : presence(newest),
        lost ? lostAt : 0,
        newest.isPresent() && newest.get().state() == GatewayState.GATEWAY_DRAINING,
        (int) processes.values().stream().filter(Attachment::isOpen).count(),
        newest.isPresent() ? Optional.of(load(newest.get())) : Optional.empty(),
        newest
            .map(process -> process.report().getPolicies())
            .orElse(PolicyState.getDefaultInstance()),
        newest.map(process -> nowNanos - process.heardNanos()));
  }

  /** Streams that are open, of all processes. */
  Collection<Attachment> processes() {
    return processes.values();
  }

  String id() {
    return id;
  }

  /** A new leader gives everyone the time to find it. */
  private long unheardUntil(long leadNanos) {
    long since = knownSinceNanos - leadNanos > 0 ? knownSinceNanos : leadNanos;
    return since + Fleet.LEAD_GRACE.toNanos();
  }

  private static Presence presence(Optional<Attachment> newest) {
    if (newest.isEmpty()) {
      return Presence.UNHEARD;
    }
    return switch (newest.get().state()) {
      case SERVING -> Presence.SERVING;
      case GATEWAY_DRAINING -> Presence.DRAINING;
      case STARTING, GATEWAY_STATE_UNSPECIFIED, UNRECOGNIZED -> Presence.STARTING;
    };
  }

  private Load load(Attachment newest) {
    if (processes.size() == 1) { // ten times a second for each gateway
      return newest.report().getLoad();
    }
    return processes.values().stream()
        .filter(process -> process.isOpen() || process == newest)
        .sorted(Comparator.comparingLong(Attachment::heardNanos))
        .map(process -> process.report().getLoad())
        .reduce(Loads::sum)
        .orElseThrow();
  }

  private void adopt(GatewayRegistration newer) {
    if (Long.compareUnsigned(newer.getGeneration(), registration.getGeneration()) >= 0) {
      registration = newer;
    }
  }
}
