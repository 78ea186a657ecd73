package io.drawbridge.gateway.policy;

import io.drawbridge.policy.DegradationPolicy;
import io.drawbridge.policy.ThrottlePolicy;
import io.drawbridge.proto.handover.v1.HandedRungs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Documents in force together, as they are judged by. One thread changes them. */
final class Rules {
  private final Throttles throttles;
  private final List<Ladder> ladders;

  private Rules(Throttles throttles, List<Ladder> ladders) {
    this.throttles = throttles;
    this.ladders = ladders;
  }

  static Rules none() {
    return new Rules(Throttles.NONE, List.of());
  }

  /** With other documents; what has not changed goes on where it stands. */
  Rules next(Documents documents, LongSupplier nanoClock) {
    List<Ladder> next = new ArrayList<>();
    for (DegradationPolicy policy : documents.all(DegradationPolicy.class)) {
      next.add(
          ladders.stream()
              .filter(ladder -> ladder.is(policy))
              .findFirst()
              .orElseGet(() -> new Ladder(policy, nanoClock.getAsLong())));
    }
    return new Rules(throttles.next(documents.all(ThrottlePolicy.class), nanoClock), next);
  }

  Throttles throttles() {
    return throttles;
  }

  void look(boolean overloaded, long nowNanos) {
    ladders.forEach(ladder -> ladder.look(overloaded, nowNanos));
  }

  List<HandedRungs> handedRungs(long nowNanos) {
    return ladders.stream().flatMap(ladder -> ladder.handed(nowNanos).stream()).toList();
  }

  void goOnAs(List<HandedRungs> handed, long nowNanos) {
    ladders.forEach(ladder -> handed.forEach(each -> ladder.goOnAs(each, nowNanos)));
  }

  Measures measures(Instant now) {
    return Measures.of(ladders.stream().flatMap(ladder -> ladder.rungs(now).stream()).toList());
  }
}
