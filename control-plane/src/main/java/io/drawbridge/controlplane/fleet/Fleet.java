package io.drawbridge.controlplane.fleet;

import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All gateways of the region, found by id. A gateway is here because etcd has its registration,
 * because it is attached (so that a lost etcd hides nobody), or because the last snapshot had it.
 * One thread.
 */
public final class Fleet {
  /** More gateways than a region can use; further ones are refused with a line in the log. */
  static final int MAX_GATEWAYS = 10_000;

  /** Gateways try again within seconds; a new leader does not judge before. */
  public static final Duration LEAD_GRACE = Duration.ofSeconds(10);

  /** How long a gateway that is gone is still shown. */
  static final Duration SHOWN_WHEN_GONE = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(Fleet.class);

  private final long suspectAfterNanos;
  private final TreeMap<String, Gateway> gateways = new TreeMap<>();
  private @Nullable List<Attached> attached; // until it changes
  private long leadNanos;
  private long listeningNanos;

  public Fleet(Duration suspectAfter, long nowNanos) {
    this.suspectAfterNanos = suspectAfter.toNanos();
    this.leadNanos = nowNanos;
    this.listeningNanos = nowNanos;
  }

  /** From now on it is up to this replica who counts as lost. */
  public void tookLead(long nowNanos) {
    leadNanos = nowNanos;
  }

  /**
   * This replica itself stood still until now and has heard nobody meanwhile; what was said waits
   * to be read.
   */
  public void stoodStill(long nowNanos) {
    listeningNanos = nowNanos;
  }

  /** Replaces what is known of etcd: all registrations there are. */
  public void registered(Map<String, GatewayRegistration> inEtcd, long nowNanos) {
    inEtcd.forEach((id, registration) -> {
      Gateway gateway = gateways.get(id);
      if (gateway != null) {
        gateway.leased(registration);
      } else if (hasRoom(id)) {
        gateways.put(id, new Gateway(registration, true, nowNanos));
      }
    });
    gateways.forEach((id, gateway) -> {
      if (!inEtcd.containsKey(id)) {
        gateway.unleased();
      }
    });
  }

  /** Gateways of a snapshot that another replica made; those already known stay as they are. */
  public void remembered(Collection<GatewayRegistration> inSnapshot, long nowNanos) {
    for (GatewayRegistration registration : inSnapshot) {
      String id = registration.getGateway();
      if (!gateways.containsKey(id) && hasRoom(id)) {
        gateways.put(id, new Gateway(registration, false, nowNanos));
      }
    }
  }

  /**
   * Takes a report; the first one of a stream carries the registration.
   *
   * @return false if there is no room for another gateway
   */
  public boolean reported(ControlStream stream, GatewayReport report, long nowNanos) {
    Gateway gateway = gateways.get(report.getGateway());
    if (gateway == null) {
      if (!hasRoom(report.getGateway())) {
        return false;
      }
      gateway = new Gateway(registrationOf(report), false, nowNanos);
      gateways.put(report.getGateway(), gateway);
    }
    if (gateway.hear(stream, report, nowNanos)) {
      attached = null;
    }
    return true;
  }

  public void closed(ControlStream stream, long nowNanos) {
    attached = null;
    gateways.values().forEach(gateway -> gateway.close(stream, nowNanos));
  }

  /** One gateway. */
  public Optional<GatewayStatus> status(String id, long nowNanos) {
    return Optional.ofNullable(gateways.get(id)).map(gateway -> status(gateway, nowNanos));
  }

  /** Everybody, by id; forgets those who are gone for long. */
  public List<GatewayStatus> statuses(long nowNanos) {
    List<GatewayStatus> statuses =
        gateways.values().stream().map(gateway -> status(gateway, nowNanos)).toList();
    List<GatewayStatus> shown =
        statuses.stream().filter(status -> !isLongGone(status, nowNanos)).toList();
    if (shown.size() < statuses.size()) {
      statuses.stream()
          .filter(status -> isLongGone(status, nowNanos))
          .forEach(status -> gateways.remove(status.id()));
      attached = null;
    }
    return shown;
  }

  /** Whom directives can be sent to; the same list until that changes. */
  public List<Attached> attached() {
    List<Attached> present = attached;
    if (present == null) {
      present =
          gateways.values().stream()
              .flatMap(gateway ->
                  gateway.processes().stream()
                      .filter(Attachment::isOpen)
                      .map(process -> new Attached(gateway.id(), process.stream())))
              .toList();
      attached = present;
    }
    return present;
  }

  /** A gateway's open stream. */
  public record Attached(String gateway, ControlStream stream) {}

  private GatewayStatus status(Gateway gateway, long nowNanos) {
    return gateway.status(nowNanos, suspectAfterNanos, leadNanos, listeningNanos);
  }

  private boolean hasRoom(String id) {
    if (gateways.size() < MAX_GATEWAYS) {
      return true;
    }
    log.warn("fleet: {} is not taken (expected: <= {} gateways)", id, MAX_GATEWAYS);
    return false;
  }

  private static boolean isLongGone(GatewayStatus status, long nowNanos) {
    return status.presence() == Presence.GONE
        && nowNanos - status.lostNanos() >= SHOWN_WHEN_GONE.toNanos();
  }

  private static GatewayRegistration registrationOf(GatewayReport report) {
    return report.hasRegistration()
        ? report.getRegistration()
        : GatewayRegistration.newBuilder()
            .setGateway(report.getGateway())
            .setRegion(report.getRegion())
            .setGeneration(report.getGeneration())
            .build();
  }
}
