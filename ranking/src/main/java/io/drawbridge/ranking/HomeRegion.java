package io.drawbridge.ranking;

import java.util.Collection;
import java.util.Comparator;

/**
 * The home region of a user whose token names none: rendezvous hashing (Thaler, Ravishankar, 1998)
 * over the fleet's regions, so that a region that comes or goes moves only its own users.
 *
 * <p>Pure; the same on every machine and in every release.
 */
public final class HomeRegion {
  private HomeRegion() {}

  /**
   * The region with the highest hash for this user.
   *
   * @param regions all regions of the fleet, in any order
   * @throws IllegalArgumentException if there is none
   */
  public static String of(String app, String user, Collection<String> regions) {
    long name = Hash64.of(app + ":" + user);
    return regions.stream()
        .max(
            Comparator.<String>comparingLong(region -> Hash64.of(name ^ Hash64.of(region), 0))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow(() -> new IllegalArgumentException("regions: none (expected: at least one)"));
  }
}
