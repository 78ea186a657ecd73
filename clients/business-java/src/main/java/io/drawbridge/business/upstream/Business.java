package io.drawbridge.business.upstream;

import io.drawbridge.proto.business.v1.RefusalReason;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/** What all streams of one server share. */
record Business(
    Map<ServiceKey, UpstreamHandler> handlers,
    LaneStore store,
    UpstreamLimits limits,
    LaneTurns turns,
    FailureLog failures,
    LongSupplier nanoClock) {
  /** Time for the operator to correct the gateways' services file; nothing is lost meanwhile. */
  private static final Duration MISROUTED_RETRY = Duration.ofSeconds(5);

  /** When a batch that comes now has to be answered. */
  long answerByNanos() {
    return nanoClock.getAsLong() + limits.answerWithin().toNanos();
  }

  UpstreamHandler handlerOf(LaneKey lane) {
    return handlers.getOrDefault(
        new ServiceKey(lane.app(), lane.service()), UpstreamHandler.answering(Business::misrouted));
  }

  private static Answer misrouted(ClientMessage message) {
    LaneKey lane = message.lane();
    String text = "service " + lane.service() + " of app " + lane.app() + " is not served here";
    return new Answer.Refused(RefusalReason.INVALID, MISROUTED_RETRY, false, text);
  }
}
