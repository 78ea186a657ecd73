package io.drawbridge.controlplane.snapshot;

import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps a published weight as it is until the true one differs by more than 10 %, the state changes
 * or 30 s have passed: answers to clients should not change with every breath. One thread.
 */
final class PublishedWeights {
  static final double DEAD_BAND = 0.10;
  static final Duration MAX_AGE = Duration.ofSeconds(30);

  private final Map<String, Published> published = new HashMap<>();

  /** As if it had published this itself, just now. */
  void startFrom(List<GatewaySnapshot> last, long nowNanos) {
    published.clear();
    last.forEach(place -> published.put(place.getGateway(), new Published(place, nowNanos)));
  }

  /** The gateway as it should be published: a weight that stays has the parts it was made of. */
  GatewaySnapshot steady(GatewaySnapshot now, long nowNanos) {
    Published before = published.get(now.getGateway());
    if (before != null && before.covers(now, nowNanos)) {
      return before.steady(now);
    }
    published.put(now.getGateway(), new Published(now, nowNanos));
    return now;
  }

  void retain(Set<String> gateways) {
    if (published.size() > gateways.size()) { // each of them was just made steady
      published.keySet().retainAll(gateways);
    }
  }

  private static final class Published {
    private final GatewaySnapshot snapshot;
    private final long atNanos;
    private GatewaySnapshot lastNow; // ten looks a second, one report
    private GatewaySnapshot lastSteady;

    Published(GatewaySnapshot snapshot, long atNanos) {
      this.snapshot = snapshot;
      this.atNanos = atNanos;
      this.lastNow = snapshot;
      this.lastSteady = snapshot;
    }

    @SuppressWarnings("ReferenceEquality") // the same object, as long as nothing was reported
    GatewaySnapshot steady(GatewaySnapshot now) {
      if (now != lastNow) {
        lastNow = now;
        GatewaySnapshot.Builder steady = now.toBuilder().setWeight(snapshot.getWeight());
        lastSteady =
            snapshot.hasParts()
                ? steady.setParts(snapshot.getParts()).build()
                : steady.clearParts().build();
      }
      return lastSteady;
    }

    boolean covers(GatewaySnapshot now, long nowNanos) {
      double was = snapshot.getWeight();
      return snapshot.getState() == now.getState()
          && snapshot.getGeneration() == now.getGeneration()
          && snapshot.getBasis() == now.getBasis()
          && (was == 0) == (now.getWeight() == 0)
          && Math.abs(now.getWeight() - was) <= DEAD_BAND * was
          && nowNanos - atNanos < MAX_AGE.toNanos();
    }
  }
}
