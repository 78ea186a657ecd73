package io.drawbridge.ranking;

import java.util.List;

/**
 * The gateways for one bucket, best first; empty if none may be given.
 *
 * @param degraded no gateway is known to be well and to have room: these are the least bad ones
 */
public record Ranking(List<Candidate> gateways, boolean degraded) {
  public Ranking {
    gateways = List.copyOf(gateways);
  }
}
