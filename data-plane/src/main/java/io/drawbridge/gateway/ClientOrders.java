package io.drawbridge.gateway;

import io.drawbridge.gateway.control.ClientControl;
import io.drawbridge.gateway.drain.Drain;
import io.drawbridge.gateway.drain.Errand;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.control.v1.Kick;
import io.drawbridge.proto.control.v1.Move;
import io.drawbridge.wire.CloseReason;
import java.time.Duration;
import java.util.List;

/** What operators order about the clients of this gateway, by way of the control plane. */
final class ClientOrders implements ClientControl {
  private static final Duration LINGER = Duration.ofSeconds(30);

  private final Drain drain;
  private final SessionIndex sessions;
  private final Runnable stateChanged;

  ClientOrders(Drain drain, SessionIndex sessions, Runnable stateChanged) {
    this.drain = drain;
    this.sessions = sessions;
    this.stateChanged = stateChanged;
  }

  @Override
  public void hold() {
    if (drain.begin()) {
      stateChanged.run();
    }
  }

  @Override
  public Errand drain(io.drawbridge.proto.control.v1.Drain how) {
    hold();
    return drain.askAll(millis(how.getDeadlineMillis()), linger(how.getLingerMillis()));
  }

  @Override
  public boolean undrain() {
    boolean serves = drain.cancel();
    stateChanged.run();
    return serves;
  }

  @Override
  public int kick(Kick whom) {
    Close message =
        Close.newBuilder()
            .setCode(CloseReason.SESSION_LOST.code())
            .setText("ended by an operator; connect again")
            .build();
    List<Session> meant =
        sessions.of(new UserKey(whom.getApp(), whom.getUser())).stream()
            .filter(session -> isMeant(whom, session))
            .toList();
    meant.forEach(session -> session.endSoon(CloseReason.SESSION_LOST, message));
    return meant.size();
  }

  private static boolean isMeant(Kick whom, Session session) {
    return (whom.getDevice().isEmpty() || whom.getDevice().equals(session.instance().device()))
        && (whom.getSession().isEmpty() || whom.getSession().equals(session.id().bytes()));
  }

  @Override
  public Errand move(Move which) {
    return drain.ask(
        (int) Math.min(Integer.MAX_VALUE - 1, Integer.toUnsignedLong(which.getSessions())),
        which.getTargetsList(),
        millis(which.getDeadlineMillis()),
        linger(which.getLingerMillis()));
  }

  private static Duration millis(int unsigned) {
    return Duration.ofMillis(Integer.toUnsignedLong(unsigned));
  }

  private static Duration linger(int unsigned) {
    return unsigned == 0 ? LINGER : millis(unsigned);
  }
}
