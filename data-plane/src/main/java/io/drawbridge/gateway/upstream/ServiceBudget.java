package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.overload.LoopGate;
import io.drawbridge.gateway.overload.LoopOverload;
import io.drawbridge.policy.ServiceTarget;
import org.jspecify.annotations.Nullable;

/** What one loop has under way to one service, whichever instances have it. Threads: the loop. */
final class ServiceBudget {
  private final RetryBudget retries;
  private int inFlight;
  private @Nullable ServiceTarget target; // whose gate it is
  private @Nullable LoopGate gate;

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

  /** The gate of whoever answers for the service now. */
  LoopGate gate(Service service, LoopOverload overload) {
    LoopGate known = gate;
    if (known == null || !service.target().equals(target)) {
      known = overload.gateOf(service.target(), service.targetWait());
      gate = known;
      target = service.target();
      known.opened(inFlight);
    }
    return known;
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
