package io.drawbridge.gateway;

import io.drawbridge.gateway.admission.Admission;
import io.drawbridge.gateway.admission.ConnectRefusal;
import io.drawbridge.gateway.admission.ReachedLimits;
import io.drawbridge.gateway.attach.Door;
import io.drawbridge.gateway.attach.DoorState;
import io.drawbridge.gateway.drain.Drain;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.policy.Measures;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.GoAwayReason;
import io.drawbridge.proto.control.v1.AdmissionLimit;
import java.util.List;
import java.util.function.Supplier;

/** Who of those that say CONNECT may come in here, and where the others are sent. Any loop. */
final class ConnectDoor implements Door {
  private final GatewayConfig config;
  private final Drain drain;
  private final Admission admission;
  private final GatewayMeasures load;
  private final Supplier<Measures> policy;
  private final ReachedLimits reached;

  /**
   * Nobody is refused yet.
   *
   * @param policy what is left out now
   */
  ConnectDoor(
      GatewayConfig config,
      Drain drain,
      Admission admission,
      GatewayMeasures load,
      Supplier<Measures> policy) {
    this.config = config;
    this.drain = drain;
    this.admission = admission;
    this.load = load;
    this.policy = policy;
    this.reached = new ReachedLimits(admission.refusedConnects());
  }

  @Override
  public DoorState asks(boolean resumes) {
    if (drain.isDraining()) {
      return refused(
          ConnectRefusal.DRAINING,
          drain.goAway(),
          "this gateway drains (expected: connect elsewhere)");
    }
    if (isFull()) {
      return refused(
          ConnectRefusal.SESSIONS,
          drain.fullGoAway(),
          "sessions here (expected: < " + config.capacity().connections() + ")");
    }
    if (!resumes && refusesNewSessions()) {
      return newSessionRefused();
    }
    if (!admission.connects().take(resumes)) {
      return refused(
          ConnectRefusal.RATE,
          later(drain.goAway()),
          "CONNECTs a second (expected: <= " + config.capacity().connectsPerSecond() + ")");
    }
    return DoorState.OPEN;
  }

  @Override
  public DoorState beginsInstead() {
    return refusesNewSessions() ? newSessionRefused() : DoorState.OPEN;
  }

  private boolean refusesNewSessions() {
    return policy.get().refuseNewSessions();
  }

  private boolean isFull() {
    return load.sessions() >= config.capacity().connections();
  }

  /** At which limits clients were sent elsewhere since the last call, or would be now. */
  List<AdmissionLimit> limitsReached() {
    return reached.sinceLast(isFull());
  }

  private DoorState newSessionRefused() {
    return refused(
        ConnectRefusal.POLICY,
        later(drain.goAway()),
        "new sessions are refused by a policy now (expected: connect elsewhere)");
  }

  private DoorState refused(ConnectRefusal why, GoAway goAway, String because) {
    admission.refusedConnects().count(why);
    return new DoorState(goAway, because, why == ConnectRefusal.RATE);
  }

  private GoAway later(GoAway goAway) {
    long window = admission.connects().returnWithinMillis(config.reconnectWindow().toMillis());
    return goAway.toBuilder()
        .setReason(GoAwayReason.OVERLOADED)
        .setReconnectWindowMillis((int) window)
        .build();
  }
}
