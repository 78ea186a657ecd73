package io.drawbridge.gateway.overload;

import java.util.concurrent.TimeUnit;

/**
 * How important a message is: tier x 128 + cohort, 0 the most important. The tier comes from its
 * service, the cohort from its user, so that within a tier some users are served whole rather than
 * all of them by half.
 *
 * <p>Cohorts are drawn anew every hour (DAGOR: Zhou et al., "Overload Control for Scaling WeChat
 * Microservices", SoCC 2018): nobody is unlucky for long, and connecting again does not help.
 */
public final class Priority {
  /** Groups of users within a tier. */
  public static final int COHORTS = 128;

  static final int TIERS = 4;

  /** Different priorities. */
  public static final int COUNT = TIERS * COHORTS;

  /** The level that admits every message; the least important priority. */
  public static final int ALL = COUNT - 1;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Priority() {}

  /** {@code tier} 0 is the most important one; unknown tiers are as the least. */
  public static int of(int tier, int cohort) {
    int known = tier >= 0 && tier < TIERS ? tier : TIERS - 1;
    return known * COHORTS + cohort;
  }

  /**
   * A user's cohort, 0 to 127; the same on every gateway.
   *
   * @param salt of the hour
   */
  public static int cohort(String app, String user, long salt) {
    long hash = app.hashCode() * 31L + user.hashCode();
    return (int) mix(hash * GOLDEN + salt) & (COHORTS - 1);
  }

  /** What cohorts are drawn by at this time of day. */
  public static long salt(long unixMillis) {
    return mix(TimeUnit.MILLISECONDS.toHours(unixMillis) * GOLDEN);
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
