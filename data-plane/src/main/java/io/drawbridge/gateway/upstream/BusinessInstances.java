package io.drawbridge.gateway.upstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one service as last resolved. Immutable; swapped whole.
 *
 * <p>A lane's instance is the one with the highest hash of (lane, instance) among those whose
 * breaker lets calls through: rendezvous hashing (Thaler and Ravishankar, 1998), so that all
 * gateways choose alike and the loss of one instance moves only its own lanes.
 */
record BusinessInstances(List<BusinessInstance> all) {
  static final BusinessInstances NONE = new BusinessInstances(List.of());

  /**
   * The best instance that takes calls now, another than {@code avoid} if there is one, or null. An
   * instance that failed takes few until they succeed: a call must follow, or its turn is lost for
   * {@link BusinessInstance#HALF_OPEN_FOR}.
   */
  @Nullable BusinessInstance choose(long laneHash, @Nullable BusinessInstance avoid) {
    BusinessInstance best = best(laneHash, avoid);
    if (best == null && avoid != null) {
      best = best(laneHash, null);
    }
    return best;
  }

  /** The best instance of all, whether it takes calls or not; null when there is none. */
  @Nullable BusinessInstance first(long laneHash) {
    return below(laneHash, null, null);
  }

  private @Nullable BusinessInstance best(long laneHash, @Nullable BusinessInstance avoid) {
    BusinessInstance best = below(laneHash, null, avoid);
    while (best != null && !best.breaker().tryAcquirePermission()) {
      best = below(laneHash, best, avoid);
    }
    return best;
  }

  /** The instance that follows {@code last} in the lane's order of preference; first: no last. */
  private @Nullable BusinessInstance below(
      long laneHash, @Nullable BusinessInstance last, @Nullable BusinessInstance avoid) {
    BusinessInstance best = null;
    long bestHash = 0;
    for (BusinessInstance instance : all) {
      long hash = preference(laneHash, instance);
      boolean open = last == null || Long.compareUnsigned(hash, preference(laneHash, last)) < 0;
      boolean better = best == null || Long.compareUnsigned(hash, bestHash) > 0;
      if (open && better && instance != avoid) {
        best = instance;
        bestHash = hash;
      }
    }
    return best;
  }

  private static long preference(long laneHash, BusinessInstance instance) {
    return mix(laneHash ^ instance.address().hashCode() * 0x9e3779b97f4a7c15L);
  }

  /**
   * Finaliser of MurmurHash3 (Appleby, public domain): every input bit reaches every output bit.
   */
  static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }
}
