package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.attach.SessionPlaces.Placed;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionId;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.SessionListener;
import io.drawbridge.gateway.session.SessionTimes;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.client.v1.Auth;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.LaneStart;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT: who is it, may it come in, and where does the fleet find it.
 *
 * <p>Threads: each call on the connection's loop.
 */
public final class Attach {
  private final TokenVerifier tokens;
  private final SessionIndex sessions;
  private final SessionPlaces places;
  private final Welcome welcome;
  private final Supplier<DoorState> door;
  private final SessionListener ended;
  private final SessionTimes times;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final SecureRandom random = new SecureRandom();

  /** What the parts of the gateway give to this one. */
  public record Parts(
      TokenVerifier tokens,
      SessionIndex sessions,
      SessionPlaces places,
      Welcome welcome,
      Supplier<DoorState> door,
      SessionListener ended) {}

  public Attach(Parts parts, AttachSettings settings, InstantSource clock, LongSupplier nanoClock) {
    this.tokens = parts.tokens();
    this.sessions = parts.sessions();
    this.places = parts.places();
    this.welcome = parts.welcome();
    this.door = parts.door();
    this.ended = parts.ended();
    this.times =
        new SessionTimes(
            Math.max(1, (int) settings.heartbeat().toSeconds()),
            SessionTimes.ACKNOWLEDGE_WITHIN_SECONDS);
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /** Hears when the answer to CONNECT has been given. On the loop. */
  public interface Attached {
    void attached(Session session);
  }

  /** Answers CONNECT: with CONNECTED and a call of {@code attached}, with GOAWAY, or with CLOSE. */
  public void connect(Connection connection, Connect connect, Attached attached) {
    ConnectCheck.Refused problem = problemOf(connect);
    if (problem != null) {
      connection.close(problem.reason(), problem.close());
      return;
    }
    switch (tokens.verify(connect.getToken())) {
      case TokenVerdict.Rejected(String text) -> connection.close(CloseReason.BAD_TOKEN, text);
      case TokenVerdict.Expired(String text) -> connection.close(CloseReason.TOKEN_EXPIRED, text);
      case TokenVerdict.Accepted(TokenIdentity identity) ->
          admit(connection, connect, identity, attached);
    }
  }

  private static ConnectCheck.@Nullable Refused problemOf(Connect connect) {
    return ConnectCheck.problemOf(connect).orElse(null);
  }

  private void admit(
      Connection connection, Connect connect, TokenIdentity identity, Attached attached) {
    if (!deviceFits(identity, connect.getDevice())) {
      connection.close(
          CloseReason.BAD_TOKEN, "token device: another than CONNECT's (expected: the same)");
      return;
    }
    DoorState state = door.get();
    if (state.goAway() != null) {
      FrameWriter.control(connection.out(), FrameType.GOAWAY, state.goAway().toByteArray());
      connection.close(CloseReason.OVERLOADED, state.because());
      return;
    }
    UserKey user = new UserKey(identity.app(), identity.user());
    ClientInstance instance = new ClientInstance(user, connect.getDevice(), connect.getEpoch());
    for (Session other : sessions.of(instance.user())) {
      if (isAsNew(other, instance, connect.getConnectNumber())) {
        refuseEarlier(connection, connect.getConnectNumber(), other);
        return;
      }
    }
    install(connection, connect, identity, instance, attached);
  }

  private static boolean deviceFits(TokenIdentity identity, String device) {
    return identity.device().isEmpty() || identity.device().get().equals(device);
  }

  private static boolean isAsNew(Session other, ClientInstance instance, int number) {
    return other.instance().equals(instance) && other.connectNumber() >= number;
  }

  private static void refuseEarlier(Connection connection, int number, Session later) {
    connection.close(
        CloseReason.REPLACED,
        "connect number: " + number + " (expected: > " + later.connectNumber() + ")");
  }

  /**
   * Ends this client's earlier sessions here, and the user's oldest when there are too many. Looks
   * after the session was added: of two dials that come at once on two loops, the later one sees
   * the other.
   */
  private void replaceEarlier(Session session) {
    List<Session> others = new ArrayList<>();
    for (Session other : sessions.of(session.instance().user())) {
      if (other == session) {
        continue;
      }
      if (isAsNew(other, session.instance(), session.connectNumber())) {
        refuseEarlier(session.connection(), session.connectNumber(), other);
        return;
      }
      if (other.instance().equals(session.instance())) {
        closeOnItsLoop(other, CloseReason.REPLACED, "a newer dial of this client took over");
      } else {
        others.add(other);
      }
    }
    endOldest(others);
  }

  private static void endOldest(List<Session> others) {
    int tooMany = others.size() + 1 - AttachSettings.SESSIONS_OF_A_USER;
    for (int i = 0; i < tooMany; i++) {
      closeOnItsLoop(
          others.get(i),
          CloseReason.TOO_MANY_SESSIONS,
          "sessions of this user: "
              + (others.size() + 1)
              + " (expected: <= "
              + AttachSettings.SESSIONS_OF_A_USER
              + ")");
    }
  }

  private static void closeOnItsLoop(Session session, CloseReason reason, String text) {
    session.loop().executor().execute(() -> session.connection().close(reason, text));
  }

  private void install(
      Connection connection,
      Connect connect,
      TokenIdentity identity,
      ClientInstance instance,
      Attached attached) {
    Session.Who who =
        new Session.Who(
            SessionId.random(random), instance, connect.getConnectNumber(), identity.home());
    Session session = new Session(who, connection, times, nanoClock, this::sessionEnded);
    for (LaneStart lane : connect.getLanesList()) {
      session.startLane(lane.getService(), lane.getNextSeq());
    }
    session.authenticatedUntil(endOfAuthentication(identity));
    connection.owner(session);
    connection.loop().measures().sessionOpened();
    sessions.add(session);
    replaceEarlier(session);
    if (!session.isOpen()) {
      return;
    }
    var _ =
        places
            .enter(session)
            .thenAccept(placed ->
                connection
                    .loop()
                    .executor()
                    .execute(() -> answer(session, identity, placed, attached)));
  }

  private void sessionEnded(Session session, CloseReason reason) {
    sessions.remove(session);
    session.loop().measures().sessionClosed();
    places.leave(session);
    ended.sessionEnded(session, reason);
  }

  private void answer(Session session, TokenIdentity identity, Placed placed, Attached attached) {
    if (!session.isOpen()) {
      return;
    }
    switch (placed) {
      case OUTDATED ->
          session
              .connection()
              .close(CloseReason.REPLACED, "a newer dial of this client is connected elsewhere");
      case WRITTEN, PENDING -> {
        byte[] connected = welcome.connected(session, untilExpiry(identity)).toByteArray();
        FrameWriter.control(session.connection().out(), FrameType.CONNECTED, connected);
        attached.attached(session);
        session.connected();
      }
    }
    session.loop().endBatch();
  }

  /** AUTH: a fresh token of the same user goes on; any other ends the connection. */
  public void renew(Session session, Auth auth) {
    switch (tokens.verify(auth.getToken())) {
      case TokenVerdict.Rejected(String text) ->
          session.connection().close(CloseReason.BAD_TOKEN, text);
      case TokenVerdict.Expired(String text) ->
          session.connection().close(CloseReason.TOKEN_EXPIRED, text);
      case TokenVerdict.Accepted(TokenIdentity identity) -> renew(session, identity);
    }
  }

  private void renew(Session session, TokenIdentity identity) {
    ClientInstance instance = session.instance();
    UserKey user = new UserKey(identity.app(), identity.user());
    if (user.equals(instance.user()) && deviceFits(identity, instance.device())) {
      session.authenticatedUntil(endOfAuthentication(identity));
    } else {
      session
          .connection()
          .close(
              CloseReason.BAD_TOKEN,
              "token of AUTH: another app, user or device (expected: the session's)");
    }
  }

  private Duration untilExpiry(TokenIdentity identity) {
    Duration left = Duration.between(clock.instant(), identity.expiresAt());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** In seconds of the sweep's clock; the verifier's allowance for skewed clocks is kept. */
  private int endOfAuthentication(TokenIdentity identity) {
    long seconds = untilExpiry(identity).plus(TokenVerifier.CLOCK_SKEW).toSeconds();
    return (int) Math.min(Integer.MAX_VALUE, KeepAliveSweep.seconds(nanoClock) + seconds);
  }
}
