package io.drawbridge.client.session;

import io.drawbridge.client.discovery.EndpointList;
import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.Transport;
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
 */
final class Route {
  private @Nullable EndpointList list;
  private long listUntilNanos;
  private @Nullable GatewayEndpoint previous;
  private final Set<GatewayEndpoint> failed = new HashSet<>(); // only members of list

  /** ipconfig has answered. */
  void replace(EndpointList fresh, long nowNanos) {
    list = fresh;
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
   * The first usable one of a GOAWAY's targets: only those that ipconfig has listed are trusted.
   */
  Optional<GatewayEndpoint> trusted(List<Endpoint> targets) {
    return targets.stream()
        .filter(target -> target.getTransport() == Transport.TCP)
        .flatMap(target -> candidates().filter(known -> matches(known, target)))
        .findFirst();
  }

  void connected(GatewayEndpoint endpoint) {
    previous = endpoint;
    failed.clear();
  }

  /** The dial failed, or the gateway does not want this client now. */
  void failed(GatewayEndpoint endpoint) {
    if (list != null && list.endpoints().contains(endpoint)) {
      failed.add(endpoint);
    }
  }

  /** Where the client was connected last; empty: nowhere yet. */
  String previousGateway() {
    return previous == null ? "" : previous.gateway();
  }

  private Stream<GatewayEndpoint> candidates() {
    if (list == null) {
      return Stream.empty();
    }
    Stream<GatewayEndpoint> first =
        list.endpoints().stream().filter(endpoint -> endpoint.equals(previous));
    return Stream.concat(first, list.endpoints().stream())
        .filter(endpoint -> !failed.contains(endpoint));
  }

  private static boolean matches(GatewayEndpoint known, Endpoint target) {
    return known.gateway().equals(target.getGateway())
        && known.host().equals(target.getHost())
        && known.port() == target.getPort();
  }
}
