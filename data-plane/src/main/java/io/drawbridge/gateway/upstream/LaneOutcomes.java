package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.measure.LoopMeasures;
import io.drawbridge.gateway.session.Lane;
import io.drawbridge.gateway.session.Refusal;
import io.drawbridge.gateway.session.UpstreamItem;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.client.v1.NackReason;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What becomes of a lane's batch: acknowledged, refused, or sent again. Never called while the
 * lane's session is over. Threads: the loop.
 */
final class LaneOutcomes {
  /** A batch that failed on two instances is refused; the client's retry comes after a pause. */
  static final int MAX_FAILURES = 2;

  static final int UNAVAILABLE_RETRY_MILLIS = 500;

  /** A full service needs about an answer's time; clients spread it by their factor of 1 to 1.5. */
  static final int BUSY_RETRY_MILLIS = 200;

  private final LoopMeasures measures;
  private final UpstreamCounts counts;
  private final LongSupplier nanoClock;
  private final Consumer<LaneRoute> again;

  /**
   * @param again takes lanes that may have something to send
   */
  LaneOutcomes(
      LoopMeasures measures,
      UpstreamCounts counts,
      LongSupplier nanoClock,
      Consumer<LaneRoute> again) {
    this.measures = measures;
    this.counts = counts;
    this.nanoClock = nanoClock;
    this.again = again;
  }

  /** The lane's batch is answered; false when the answer makes no sense. */
  boolean answered(LaneRoute route, LaneAnswer answer) {
    Lane lane = route.lane();
    long ackedBefore = lane.acked();
    long lastInBatch = lane.lastInBatch();
    ServiceBudget budget = route.budget();
    if (!lane.accepted(answer.getAcceptedTo(), item -> recordAnswered(item, budget))) {
      unanswered(route);
      return false;
    }
    route.succeeded();
    if (lane.acked() > ackedBefore) {
      route.session().ack(lane);
    }
    if (answer.hasRefusal()) {
      refusedByBusiness(route, answer.getRefusal());
    } else if (lane.acked() < lastInBatch) {
      refuse(route, RefusalCause.BUSINESS_BUSY, partOnly());
    }
    again.accept(route);
    return true;
  }

  private void refusedByBusiness(LaneRoute route, io.drawbridge.proto.business.v1.Refusal refusal) {
    RefusalCause cause = Refusals.cause(refusal);
    if (cause != RefusalCause.STALE_CONNECTION) {
      refuse(route, cause, Refusals.of(refusal));
    } else if (route.namedConnectNumber() == route.session().connectNumber()) {
      // Its client has moved and sends what is left elsewhere; here nobody waits to be told.
      counts.refused(cause);
      var _ = route.lane().refuse();
    } // else: resumed here meanwhile; what is left goes again, under the new number
  }

  private void recordAnswered(UpstreamItem item, ServiceBudget budget) {
    long nanos = nanoClock.getAsLong() - item.receivedNanos();
    measures.businessAnsweredNanos(nanos);
    budget.answered(nanos);
  }

  /**
   * The lane's batch may or may not have arrived: it is sent again, flagged, once; beyond that, or
   * when too much is sent twice already, its client is told to.
   */
  void unanswered(LaneRoute route) {
    route.lane().reopen();
    route.failed();
    if (route.failures() >= MAX_FAILURES) {
      unavailable(route);
    } else if (route.budget().retries().mayResend(nanoClock.getAsLong())) {
      again.accept(route);
    } else {
      Refusal refusal =
          Refusal.later(
              NackReason.UNAVAILABLE,
              UNAVAILABLE_RETRY_MILLIS,
              "service " + route.service().name() + " leaves too much unanswered");
      refuse(route, RefusalCause.RETRY_BUDGET, refusal);
    }
  }

  /** No instance takes the lane's batch. */
  void unavailable(LaneRoute route) {
    Refusal refusal =
        Refusal.later(
            NackReason.UNAVAILABLE,
            UNAVAILABLE_RETRY_MILLIS,
            "no instance of service " + route.service().name() + " answers");
    refuse(route, RefusalCause.UNAVAILABLE, refusal);
  }

  /** The service has as much in flight as it may. */
  void full(LaneRoute route) {
    Service service = route.service();
    Refusal refusal =
        Refusal.later(
            NackReason.BUSY,
            BUSY_RETRY_MILLIS,
            "messages in flight to service "
                + (service.name() + " (expected: <= " + service.maxInFlight() + ")"));
    refuse(route, RefusalCause.IN_FLIGHT, refusal);
  }

  private static Refusal partOnly() {
    return Refusal.later(
        NackReason.BUSY, UNAVAILABLE_RETRY_MILLIS, "the business took only a part");
  }

  private void refuse(LaneRoute route, RefusalCause cause, Refusal refusal) {
    counts.refused(cause);
    route.succeeded(); // the client's retry starts with a clean slate
    route.session().nack(route.lane().service(), route.lane().refuse(), refusal);
  }
}
