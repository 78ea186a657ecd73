package io.drawbridge.ranking;

/**
 * A gateway that may be chosen.
 *
 * @param gateway its id, unique within the fleet
 * @param failureDomain what it shares the fate of, e.g. a zone; empty = one domain with all others
 *     that name none
 * @param weight its share of clients relative to the other candidates, positive and finite
 */
public record Candidate(String gateway, String failureDomain, double weight) {
  public Candidate {
    if (gateway.isEmpty()) {
      throw new IllegalArgumentException("gateway: empty (expected: an id)");
    }
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "weight of " + gateway + ": " + weight + " (expected: > 0 and finite)");
    }
  }
}
