package io.drawbridge.gateway.overload;

import java.util.OptionalInt;

/**
 * How important a client may be, by its token. Services say how important messages are; a token can
 * keep its bearer below a tier, and place it within one.
 */
public final class Standing {
  /** Nothing is said: any tier, and a cohort that is drawn every hour. */
  public static final Standing USUAL = new Standing(0, Standing.DRAWN);

  private static final int DRAWN = -1;

  private final int highestTier;
  private final int cohort;

  private Standing(int highestTier, int cohort) {
    this.highestTier = highestTier;
    this.cohort = cohort;
  }

  /**
   * As a token says it.
   *
   * @param highestTier messages count as of this tier, or of their service's if that is less
   *     important; 0 = as of their service's
   * @param cohort within each tier, 0 the most important; empty = drawn
   */
  public static Standing of(int highestTier, OptionalInt cohort) {
    if (highestTier < 0 || highestTier >= Priority.TIERS) {
      throw new IllegalArgumentException(
          "tier: " + highestTier + " (expected: 0 to " + (Priority.TIERS - 1) + ")");
    }
    int pinned = cohort.orElse(DRAWN);
    if (pinned < DRAWN || pinned >= Priority.COHORTS) {
      throw new IllegalArgumentException(
          "cohort: " + pinned + " (expected: 0 to " + (Priority.COHORTS - 1) + ")");
    }
    return highestTier == 0 && pinned == DRAWN ? USUAL : new Standing(highestTier, pinned);
  }

  /** 0 = any. */
  public int highestTier() {
    return highestTier;
  }

  /** Empty = drawn every hour. */
  public OptionalInt cohort() {
    return cohort == DRAWN ? OptionalInt.empty() : OptionalInt.of(cohort);
  }

  /** The tier that messages to a service of this tier count as of. */
  public int tier(int ofService) {
    return Math.max(highestTier, ofService);
  }

  /**
   * What the client is told of tiers, which it knows as its services'.
   *
   * @param tiers bit t: messages that count as of tier t
   * @return bit t: messages to services of tier t
   */
  public int told(int tiers) {
    int higher = (1 << highestTier) - 1;
    return (tiers & 1 << highestTier) == 0 ? tiers & ~higher : tiers | higher;
  }

  int cohort(String app, String user, long salt) {
    return cohort == DRAWN ? Priority.cohort(app, user, salt) : cohort;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Standing that
        && highestTier == that.highestTier
        && cohort == that.cohort;
  }

  @Override
  public int hashCode() {
    return highestTier * Priority.COUNT + cohort;
  }

  @Override
  public String toString() {
    return "tier " + highestTier + (cohort == DRAWN ? "" : ", cohort " + cohort);
  }
}
