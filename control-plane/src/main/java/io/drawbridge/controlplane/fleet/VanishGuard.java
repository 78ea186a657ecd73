package io.drawbridge.controlplane.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Doubts that a large part of a region is really gone: more likely the network to it is, or etcd.
 * While more than 30 % (of up to three gateways: all) are lost, those keep their last place; a
 * gateway without lease and stream is doubted for one lease time only, since two witnesses agree.
 * Gateways that were draining left on purpose and do not count. Pure.
 */
public record VanishGuard(Duration leaseTime) {
  static final double MAX_SHARE = 0.3;
  static final int SMALL_REGION = 3;

  /** Ids of those who keep their place; empty if the guard is not up. */
  public Set<String> kept(List<GatewayStatus> statuses, long nowNanos) {
    List<GatewayStatus> expected =
        statuses.stream().filter(status -> !leftOnPurpose(status)).toList();
    Set<String> doubted =
        expected.stream()
            .filter(status -> isDoubted(status, nowNanos))
            .map(GatewayStatus::id)
            .collect(Collectors.toUnmodifiableSet());
    long counted =
        expected.stream()
            .filter(status -> !status.presence().isLost() || doubted.contains(status.id()))
            .count();
    return isTooMany(doubted.size(), counted) ? doubted : Set.of();
  }

  private boolean isDoubted(GatewayStatus status, long nowNanos) {
    return switch (status.presence()) {
      case SUSPECT -> true;
      case GONE -> nowNanos - status.lostNanos() < leaseTime.toNanos();
      case UNHEARD, STARTING, SERVING, DRAINING -> false;
    };
  }

  private static boolean isTooMany(long doubted, long counted) {
    if (doubted == 0) {
      return false;
    }
    return counted <= SMALL_REGION ? doubted == counted : doubted > MAX_SHARE * counted;
  }

  private static boolean leftOnPurpose(GatewayStatus status) {
    return status.wasDraining();
  }
}
