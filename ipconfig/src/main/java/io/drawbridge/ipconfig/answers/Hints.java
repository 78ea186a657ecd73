package io.drawbridge.ipconfig.answers;

import java.time.Duration;

/**
 * What every answer tells besides the list.
 *
 * @param size gateways in a list, at most
 * @param ttl how long a client keeps using its list without asking
 * @param firstSpread clients that lost their gateway spread their first try over this
 */
public record Hints(int size, Duration ttl, Duration firstSpread) {
  /** A list that old may name other people's machines. Also HTTP's stale-if-error. */
  public static final Duration USABLE = Duration.ofHours(24);
}
