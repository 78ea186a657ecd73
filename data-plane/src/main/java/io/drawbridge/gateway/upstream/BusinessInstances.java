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
   * The best instance that takes calls now, another than {@code avoid} if there is one, or null.
   */
  @Nullable BusinessInstance choose(long laneHash, @Nullable BusinessInstance avoid) {
    BusinessInstance best = best(laneHash, avoid);
    if (best == null && avoid != null) {
      best = best(laneHash, null);
    }
    return best;
  }

  private @Nullable BusinessInstance best(long laneHash, @Nullable BusinessInstance avoid) {
    BusinessInstance best = null;
    long bestHash = 0;
    for (BusinessInstance instance : all) {
      long hash = mix(laneHash ^ instance.address().hashCode() * 0x9e3779b97f4a7c15L);
      boolean better = best == null || Long.compareUnsigned(hash, bestHash) > 0;
      if (better && instance != avoid && lets(instance)) {
        best = instance;
        bestHash = hash;
      }
    }
    return best;
  }

  private static boolean lets(BusinessInstance instance) {
    return switch (instance.breaker().getState()) {
      case CLOSED, HALF_OPEN, DISABLED, METRICS_ONLY -> true;
      case OPEN -> instance.breaker().tryAcquirePermission() && release(instance);
      case FORCED_OPEN -> false;
    };
  }

  /**
   * Asking an open breaker moves it to half open when its time is over; the call itself asks again.
   */
  private static boolean release(BusinessInstance instance) {
    instance.breaker().releasePermission();
    return true;
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
