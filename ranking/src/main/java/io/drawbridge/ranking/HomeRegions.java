package io.drawbridge.ranking;

import java.util.Collection;
import java.util.TreeSet;

/**
 * The home region of users whose token names none: rendezvous hashing (Thaler, Ravishankar, 1998)
 * over the fleet's regions, so that a region that comes or goes moves only its own users.
 *
 * <p>Pure; the same on every machine and in every release. Threads: any.
 */
public final class HomeRegions {
  private final String[] regions;
  private final long[] hashes;

  /**
   * Drawn from these regions, in any order.
   *
   * @throws IllegalArgumentException if there is none
   */
  public HomeRegions(Collection<String> regions) {
    if (regions.isEmpty()) {
      throw new IllegalArgumentException("regions: none (expected: at least one)");
    }
    this.regions = new TreeSet<>(regions).toArray(String[]::new);
    this.hashes = new long[this.regions.length];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = Hash64.of(this.regions[i]);
    }
  }

  /** The region with the highest hash for this user. */
  public String of(String app, String user) {
    if (regions.length == 1) {
      return regions[0];
    }
    long name = Hash64.of(app + ":" + user);
    int best = 0;
    for (int i = 1; i < regions.length; i++) {
      if (Hash64.of(name ^ hashes[i], 0) >= Hash64.of(name ^ hashes[best], 0)) {
        best = i;
      }
    }
    return regions[best];
  }
}
