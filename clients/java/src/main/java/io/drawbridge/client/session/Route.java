package io.drawbridge.client.session;

import io.drawbridge.client.discovery.EndpointList;
import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.client.discovery.Transport;
import io.drawbridge.proto.client.v1.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which gateway is next: the previous one, then ipconfig's ranking, passing over those that failed
 * since the last success. A fresh list is wanted when there is none, when all of it failed, and,
 * once the previous gateway has failed, when it is past its time to live.
 *
 * <p>A GOAWAY may name a gateway that ipconfig did not: one that will prove its name by a
 * certificate. It stays the previous gateway until it fails or a fresh list comes.
 */
final class Route {
  private static final int MAX_PORT = 65_535;

  private @Nullable EndpointList list;
  private long listUntilNanos;
  private @Nullable GatewayEndpoint previous;
  private @Nullable GatewayEndpoint unlisted;
  private final Set<GatewayEndpoint> failed = new HashSet<>(); // only members of list
  private final Transport transport;

  Route(Transport transport) {
    this.transport = transport;
  }

  /** ipconfig has answered. */
  void replace(EndpointList fresh, long nowNanos) {
    list = fresh;
    unlisted = null;
    listUntilNanos = nowNanos + fresh.timeToLive().toNanos();
    failed.retainAll(fresh.endpoints());
    if (failed.size() == fresh.endpoints().size()) {
      failed.clear();
    }
  }

  /** The gateway to dial, or empty when a fresh list is wanted first. */
  Optional<GatewayEndpoint> next(long nowNanos) {
    boolean fresh = nowNanos < listUntilNanos;
    return candidates().filter(endpoint -> fresh || endpoint.equals(previous)).findFirst();
  }

  /** No fresh list was to be had: goes on with the one there is, however old. */
  Optional<GatewayEndpoint> nextOfOldList() {
    if (candidates().findFirst().isEmpty()) {
      failed.clear();
    }
    return candidates().findFirst();
  }

  /**
   * The first of a GOAWAY's targets to be trusted: ipconfig has listed it, or it has to prove its
   * name. A GOAWAY must not be able to send clients anywhere.
   */
  Optional<GatewayEndpoint> trusted(List<Endpoint> targets) {
    return targets.stream()
        .filter(target -> target.getTransport().name().equals(transport.name()))
        .flatMap(target -> trusted(target).stream())
        .filter(target -> !failed.contains(target))
        .findFirst();
  }

  void connected(GatewayEndpoint endpoint) {
    previous = endpoint;
    unlisted = isListed(endpoint) ? null : endpoint;
    failed.clear();
  }

  /** The dial failed, or the gateway does not want this client now. */
  void failed(GatewayEndpoint endpoint) {
    if (isListed(endpoint)) {
      failed.add(endpoint);
    } else if (endpoint.equals(unlisted)) {
      unlisted = null;
    }
  }

  /** Where the client was connected last; empty: nowhere yet. */
  String previousGateway() {
    return previous == null ? "" : previous.gateway();
  }

  private Stream<GatewayEndpoint> candidates() {
    Stream<GatewayEndpoint> first =
        listed().filter(endpoint -> endpoint.equals(previous) && !failed.contains(endpoint));
    Stream<GatewayEndpoint> rest = listed().filter(endpoint -> !failed.contains(endpoint));
    return Stream.concat(Stream.ofNullable(unlisted), Stream.concat(first, rest));
  }

  private Optional<GatewayEndpoint> trusted(Endpoint target) {
    Optional<GatewayEndpoint> known = listed().filter(each -> matches(each, target)).findFirst();
    return known.isPresent() || !provesItsName(target)
        ? known
        : Optional.of(
            new GatewayEndpoint(
                target.getGateway(),
                "", // GOAWAY does not tell the region
                target.getHost(),
                target.getPort(),
                target.getVerifiedName()));
  }

  private boolean provesItsName(Endpoint target) {
    return transport.isSecure()
        && !target.getVerifiedName().isEmpty()
        && !target.getHost().isEmpty()
        && target.getPort() > 0
        && target.getPort() <= MAX_PORT;
  }

  private boolean isListed(GatewayEndpoint endpoint) {
    return listed().anyMatch(endpoint::equals);
  }

  private Stream<GatewayEndpoint> listed() {
    return list == null ? Stream.empty() : list.endpoints().stream();
  }

  private static boolean matches(GatewayEndpoint known, Endpoint target) {
    return known.gateway().equals(target.getGateway())
        && known.host().equals(target.getHost())
        && known.port() == target.getPort();
  }
}
