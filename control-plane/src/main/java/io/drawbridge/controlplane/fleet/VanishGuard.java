package io.drawbridge.controlplane.fleet;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Doubts that a large part of a region is really gone: more likely the network to it is, or etcd.
 * Gateways keep their last place if they were lost together, that is more than 30 % of the region
 * (of up to three gateways: all) within one lease time. They keep it for as long as their leases
 * live; a gateway without lease and stream is doubted for one lease time only, since two witnesses
 * agree. Gateways that were draining left on purpose and do not count. Pure.
 */
public record VanishGuard(Duration leaseTime) {
  static final double MAX_SHARE = 0.3;
  static final int SMALL_REGION = 3;

  /** Ids of those who keep their place; empty if the guard is not up. */
  public Set<String> kept(List<GatewayStatus> statuses, long nowNanos) {
    List<GatewayStatus> expected =
        statuses.stream().filter(status -> !status.wasDraining()).toList();
    List<GatewayStatus> doubted =
        expected.stream()
            .filter(status -> isDoubted(status, nowNanos))
            .sorted(Comparator.comparingLong(status -> status.lostNanos() - nowNanos))
            .toList();
    long counted =
        doubted.size() + expected.stream().filter(status -> !status.presence().isLost()).count();
    return together(doubted, counted);
  }

  /**
   * Those of whom enough were lost within one lease time.
   *
   * @param doubted in the order in which they were lost
   */
  private Set<String> together(List<GatewayStatus> doubted, long counted) {
    Set<String> together = new HashSet<>();
    int first = 0;
    int taken = 0;
    for (int last = 0; last < doubted.size(); last++) {
      long since = doubted.get(last).lostNanos();
      while (since - doubted.get(first).lostNanos() > leaseTime.toNanos()) {
        first++;
      }
      if (isTooMany(last + 1 - first, counted)) {
        for (taken = Math.max(taken, first); taken <= last; taken++) {
          together.add(doubted.get(taken).id());
        }
      }
    }
    return together;
  }

  private boolean isDoubted(GatewayStatus status, long nowNanos) {
    return switch (status.presence()) {
      case SUSPECT -> true;
      case GONE -> nowNanos - status.lostNanos() < leaseTime.toNanos();
      case UNHEARD, STARTING, SERVING, DRAINING -> false;
    };
  }

  private static boolean isTooMany(long lost, long counted) {
    return counted <= SMALL_REGION ? lost == counted : lost > MAX_SHARE * counted;
  }
}
