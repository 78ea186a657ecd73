package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.overload.LoopGate;
import io.drawbridge.gateway.overload.LoopOverload;
import io.drawbridge.gateway.policy.LoopPolicies;
import io.drawbridge.policy.ServiceTarget;
import io.drawbridge.policy.TierName;
import org.jspecify.annotations.Nullable;

/** What one loop has under way to one service, whichever instances have it. Threads: the loop. */
final class ServiceBudget {
  private final RetryBudget retries;
  private int inFlight;
  private @Nullable ServiceTarget target; // whose gate it is
  private @Nullable LoopGate gate;
  private final LoopPolicies.@Nullable OfService[] limits =
      new LoopPolicies.OfService[TierName.values().length];

  ServiceBudget(long nowNanos) {
    retries = new RetryBudget(nowNanos);
  }

  /** Messages in batches without an answer. */
  int inFlight() {
    return inFlight;
  }

  /** A batch may begin below the bound; it may end a lane's window above it. */
  boolean hasRoom(Service service) {
    return inFlight < service.maxInFlight();
  }

  /** What policies' limits messages to this service that count as of this tier are held against. */
  LoopPolicies.OfService limits(Service service, int tier) {
    LoopPolicies.OfService known = limits[tier];
    if (known == null || !known.is(service.name(), tier)) {
      known = new LoopPolicies.OfService(service.app(), service.name(), tier);
      limits[tier] = known;
    }
    return known;
  }

  /** The gate of whoever answered for the service when it was last judged; null before that. */
  @Nullable LoopGate gate() {
    return gate;
  }

  /**
   * The gate of whoever answers for the service now.
   *
   * @param service as it is described now: by an older description it would go back and forth
   */
  LoopGate gate(Service service, LoopOverload overload) {
    LoopGate known = gate;
    return known == null || !service.target().equals(target) ? joined(service, overload) : known;
  }

  /** What is under way counts at the new business: its answers do, too. */
  private LoopGate joined(Service service, LoopOverload overload) {
    LoopGate left = gate;
    LoopGate joined = overload.join(service.target(), service.targetWait());
    joined.opened(inFlight);
    if (left != null) {
      left.closed(inFlight);
      overload.leave(left);
    }
    gate = joined;
    target = service.target();
    return joined;
  }

  void opened(int messages) {
    inFlight += messages;
    if (gate != null) {
      gate.opened(messages);
    }
  }

  void closed(int messages) {
    inFlight -= messages;
    if (gate != null) {
      gate.closed(messages);
    }
  }

  /** The business has taken a message so long after it was read. */
  void answered(long nanos) {
    if (gate != null) {
      gate.answered(nanos);
    }
  }

  RetryBudget retries() {
    return retries;
  }
}
