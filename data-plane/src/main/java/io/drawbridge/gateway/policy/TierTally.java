package io.drawbridge.gateway.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counts by tier with one writing thread and any readers; a reader may see them late. */
public final class TierTally {
  /** Tiers, CRITICAL first. */
  public static final int TIERS = 4;

  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] counts = new long[TIERS];

  void add(int tier) {
    COUNT.setOpaque(counts, tier, counts[tier] + 1);
  }

  long of(int tier) {
    return (long) COUNT.getOpaque(counts, tier);
  }
}
