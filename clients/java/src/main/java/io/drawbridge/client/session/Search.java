package io.drawbridge.client.session;

import io.drawbridge.client.discovery.EndpointList;
import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.wire.CloseReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a gateway until a connection is open, however long that takes.
 *
 * <pre>  idle -> waiting -> (finding) -> dialing -> idle, or waiting again </pre>
 *
 * Not thread-safe.
 */
final class Search {
  private final Network network;
  private final Backoff backoff;
  private final SearchEvents events;
  private final Route route;
  private Phase phase = Phase.IDLE;
  private int attempt;
  private long untilNanos;
  private @Nullable GatewayEndpoint wanted;
  private @Nullable GatewayEndpoint dialing;

  Search(Network network, Settings settings, SearchEvents events) {
    this.network = network;
    backoff = settings.backoff();
    route = new Route(settings.transport());
    this.events = events;
  }

  Route route() {
    return route;
  }

  boolean isIdle() {
    return phase == Phase.IDLE;
  }

  /** Begins after a delay, with {@code first} if there is one, else with what the route says. */
  void startAfter(long delayNanos, String why, @Nullable GatewayEndpoint first, long nowNanos) {
    phase = Phase.WAITING;
    untilNanos = nowNanos + delayNanos;
    wanted = first;
    events.waiting(delayNanos, why);
  }

  void start(long nowNanos) {
    events.searching();
    Optional<GatewayEndpoint> first = Optional.ofNullable(wanted).or(() -> route.next(nowNanos));
    wanted = null;
    if (first.isPresent()) {
      dial(first.get());
    } else {
      phase = Phase.FINDING;
      network.find(++attempt, route.previousGateway());
    }
  }

  /** Answers that are still to come are ignored. */
  void stop() {
    phase = Phase.IDLE;
    attempt++;
  }

  void found(int answered, EndpointList list, long nowNanos) {
    if (answered == attempt && phase == Phase.FINDING) {
      route.replace(list, nowNanos);
      backoff.hints(list.hints());
      route.nextOfOldList().ifPresent(this::dial);
    }
  }

  void notFound(int answered, String why, long nowNanos) {
    if (answered == attempt && phase == Phase.FINDING) {
      startAfter(backoff.nextDelayNanos(), why, null, nowNanos);
    }
  }

  void dialed(int answered, Link link, String token, long nowNanos) {
    GatewayEndpoint reached = dialing;
    if (answered != attempt || phase != Phase.DIALING || reached == null) {
      link.close(CloseReason.CLIENT_LEFT.code());
      return;
    }
    phase = Phase.IDLE;
    events.opened(new Dialed(reached, link, token), nowNanos);
  }

  /** {@code unreachable}: the gateway is to blame, not the client's own side. */
  void dialFailed(int answered, String why, boolean unreachable, long nowNanos) {
    GatewayEndpoint failed = dialing;
    if (answered != attempt || phase != Phase.DIALING || failed == null) {
      return;
    }
    if (unreachable) {
      route.failed(failed);
    }
    startAfter(backoff.nextDelayNanos(), why, null, nowNanos);
  }

  void work(long nowNanos) {
    if (phase == Phase.WAITING && nowNanos >= untilNanos) {
      start(nowNanos);
    }
  }

  long nextDueNanos() {
    return phase == Phase.WAITING ? untilNanos : Long.MAX_VALUE;
  }

  private void dial(GatewayEndpoint endpoint) {
    phase = Phase.DIALING;
    dialing = endpoint;
    network.dial(++attempt, endpoint, backoff.dialTimeout());
  }

  private enum Phase {
    IDLE,
    WAITING,
    FINDING,
    DIALING
  }
}
