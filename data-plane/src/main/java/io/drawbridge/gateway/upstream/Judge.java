package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.overload.LoopGate;
import io.drawbridge.gateway.overload.LoopOverload;
import io.drawbridge.gateway.overload.Verdict;
import io.drawbridge.gateway.policy.LoopPolicies;
import io.drawbridge.gateway.session.Lane;
import io.drawbridge.gateway.session.LaneStates;
import io.drawbridge.gateway.session.Refusal;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.wire.LaneState;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client's message is taken: first by the operators' policies, then by what the gateway
 * and the business can do, by importance. Threads: the loop.
 */
final class Judge implements LaneStates {
  /** Clients that are not admitted probe once a second. */
  private static final int NOT_ADMITTED_RETRY_MILLIS = 1_000;

  private static final String NOT_ADMITTED =
      "messages of this tier and user are not admitted now (expected: later, or a higher tier)";
  private static final String NO_ROOM =
      "the service has as much under way as it can answer in time (expected: later)";
  private static final String TIER =
      "messages of this tier are refused by a policy now (expected: later, or a higher tier)";

  private final LoopPolicies policies;
  private final LoopOverload overload;
  private final LongSupplier nanoClock;

  Judge(LoopPolicies policies, LoopOverload overload, LongSupplier nanoClock) {
    this.policies = policies;
    this.overload = overload;
    this.nanoClock = nanoClock;
  }

  /**
   * Judges a message before it is taken.
   *
   * @return what its client is told; null = take it
   */
  @Nullable Refusal judge(LaneRoute route, int bodyBytes) {
    Session session = route.session();
    UserKey user = session.instance().user();
    int tier = session.standing().tier(route.service().tier().getNumber());
    LoopPolicies.OfService limits = route.budget().limits(route.service(), tier);
    return switch (policies.judge(limits, user, bodyBytes)) {
      case ADMITTED -> byLoad(route, session, tier);
      case TIER -> Refusal.notAdmitted(NOT_ADMITTED_RETRY_MILLIS, of(session, route.lane()), TIER);
      case TOO_FAST ->
          Refusal.later(
              NackReason.TOO_FAST,
              policies.waitMillis(),
              "limit " + policies.exhausted(limits, user) + " (expected: slower)");
      case TOO_LARGE ->
          Refusal.never(
              NackReason.TOO_LARGE,
              "body: %d bytes (expected: <= %d for now, by a policy)"
                  .formatted(bodyBytes, policies.maxBodyBytes()));
    };
  }

  private @Nullable Refusal byLoad(LaneRoute route, Session session, int tier) {
    LoopGate gate = route.budget().gate(route.service(), overload);
    Verdict verdict = overload.judge(gate, route.toldLevel(nanoClock), tier, cohort(session));
    if (!verdict.isAdmitted()) {
      policies.refusedByOverload(tier);
    }
    return switch (verdict) {
      case ADMITTED -> null;
      case ABOVE_LEVEL ->
          Refusal.notAdmitted(NOT_ADMITTED_RETRY_MILLIS, of(session, route.lane()), NOT_ADMITTED);
      case NO_ROOM -> Refusal.later(NackReason.BUSY, LaneOutcomes.BUSY_RETRY_MILLIS, NO_ROOM);
    };
  }

  @Override
  public boolean areNews() {
    return overload.hasNews() || policies.hasNews();
  }

  @Override
  public int of(Session session) {
    return told(session, overload.admitted(cohort(session)));
  }

  @Override
  public int of(Session session, Lane lane) {
    LaneRoute route = LaneRoute.of(lane);
    LoopGate gate = route == null ? null : route.budget().gate();
    if (route == null || gate == null) {
      return of(session);
    }
    return told(session, overload.admitted(gate, route.toldLevel(nanoClock), cohort(session)));
  }

  private int cohort(Session session) {
    UserKey user = session.instance().user();
    return overload.cohort(session.standing(), user.app(), user.user());
  }

  private int told(Session session, int admittedByLoad) {
    int admitted = session.standing().told(admittedByLoad & ~policies.refusedTiers());
    return LaneState.of(admitted, policies.heartbeatSeconds());
  }
}
