package io.drawbridge.gateway.policy;

import io.drawbridge.policy.Limit;
import io.drawbridge.policy.ThrottlePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** All limits in force; another object after every change. Immutable but for their buckets. */
final class Throttles {
  static final Throttles NONE = new Throttles(List.of());

  private final List<Throttle> all;

  private Throttles(List<Throttle> all) {
    this.all = all;
  }

  List<Throttle> all() {
    return all;
  }

  /** A limit that stays as it was keeps its buckets. */
  Throttles next(List<ThrottlePolicy> policies, LongSupplier nanoClock) {
    List<Throttle> next = new ArrayList<>();
    for (ThrottlePolicy policy : policies) {
      for (Limit limit : policy.limits()) {
        next.add(
            all.stream()
                .filter(each -> each.is(policy.name(), limit))
                .findFirst()
                .orElseGet(() -> new Throttle(policy.name(), limit, nanoClock)));
      }
    }
    return new Throttles(List.copyOf(next));
  }

  void sweep() {
    all.forEach(Throttle::sweep);
  }

  /** Users that have a bucket of their own now, in all limits together. */
  int users() {
    return all.stream().mapToInt(each -> each.users().size()).sum();
  }
}
