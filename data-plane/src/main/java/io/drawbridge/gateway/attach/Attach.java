package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.ResumeTokens;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionId;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.SessionPlace;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.client.v1.Auth;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * CONNECT: who is it, may it come in, does it come back, and where does the fleet find it.
 *
 * <p>Threads: each call on the connection's loop.
 */
public final class Attach {
  /** A client that came back with an expired token has this long to send a fresh one. */
  static final Duration AUTH_WITHIN = Duration.ofSeconds(60);

  private final TokenVerifier tokens;
  private final Parts parts;
  private final Duration grace;
  private final InstantSource clock;
  private final Entrance entrance;
  private final Resumption resumption;
  private final HeldRefusals heldRefusals;
  private final SecureRandom random = new SecureRandom();

  /** What the parts of the gateway give to this one. */
  public record Parts(
      GatewayId own,
      TokenVerifier tokens,
      ResumeTokens resumeTokens,
      SessionIndex sessions,
      Tombstones tombstones,
      Takes takes,
      SessionPlaces places,
      Welcome welcome,
      Door door,
      Function<Loop, SessionPlace> loops,
      ResumeCounts counts) {}

  public Attach(Parts parts, AttachSettings settings, InstantSource clock, LongSupplier nanoClock) {
    this.tokens = parts.tokens();
    this.parts = parts;
    this.grace = settings.grace();
    this.heldRefusals = new HeldRefusals(settings.heldRefusals());
    this.clock = clock;
    this.entrance = new Entrance(parts, nanoClock);
    this.resumption = new Resumption(parts, entrance, this::beginInstead, nanoClock);
  }

  /** Answers CONNECT: with CONNECTED, with GOAWAY, or with CLOSE. */
  public void connect(Arrival arrival, Connect connect) {
    ConnectCheck.Refused problem = ConnectCheck.problemOf(connect).orElse(null);
    if (problem != null) {
      arrival.connection().close(problem.reason(), problem.close());
      return;
    }
    DoorState state = parts.door().asks(connect.hasResume());
    if (state.goAway() != null) {
      turnAway(arrival.connection(), state.goAway(), state);
      return;
    }
    switch (tokens.verify(connect.getToken(), connect.getDevice())) {
      case TokenVerdict.Rejected(String text) ->
          arrival.connection().close(CloseReason.BAD_TOKEN, text);
      case TokenVerdict.Expired(String text, TokenIdentity identity) ->
          expired(arrival, connect, identity, text);
      case TokenVerdict.Revoked(String text) ->
          arrival.connection().close(CloseReason.REVOKED, text);
      case TokenVerdict.Accepted(TokenIdentity identity) ->
          admit(arrival, connect, identity, untilExpiry(identity));
    }
  }

  private void turnAway(Connection connection, GoAway goAway, DoorState state) {
    Runnable answer =
        () -> {
          FrameWriter.control(connection.out(), FrameType.GOAWAY, goAway.toByteArray());
          connection.close(CloseReason.OVERLOADED, state.because());
        };
    if (state.isHeld()) {
      heldRefusals.hold(connection, answer);
    } else {
      answer.run();
    }
  }

  /** Enough to come back with, for as long as a session is kept. */
  private void expired(Arrival arrival, Connect connect, TokenIdentity identity, String text) {
    if (!connect.hasResume()) {
      arrival.connection().close(CloseReason.TOKEN_EXPIRED, text);
    } else if (clock.instant().isBefore(identity.expiresAt().plus(grace))) {
      admit(arrival, connect, identity, AUTH_WITHIN);
    } else {
      resumption.refuse(arrival.connection(), ResumeRefusal.TOKEN_EXPIRED);
    }
  }

  private void admit(
      Arrival arrival, Connect connect, TokenIdentity identity, Duration authenticatedFor) {
    Connection connection = arrival.connection();
    if (!deviceFits(identity, connect.getDevice())) {
      connection.close(
          CloseReason.BAD_TOKEN, "token device: another than CONNECT's (expected: the same)");
      return;
    }
    UserKey user = new UserKey(identity.app(), identity.user());
    ClientInstance instance = new ClientInstance(user, connect.getDevice(), connect.getEpoch());
    Dial dial = new Dial(arrival, connect, identity, instance, authenticatedFor);
    if (connect.hasResume()) {
      resumption.resume(dial);
    } else {
      begin(dial);
    }
  }

  private static boolean deviceFits(TokenIdentity identity, String device) {
    return identity.device().isEmpty() || identity.device().get().equals(device);
  }

  /** Its session is lost. */
  private void beginInstead(Dial dial) {
    DoorState state = parts.door().beginsInstead();
    if (state.goAway() != null) {
      turnAway(dial.connection(), state.goAway(), state);
    } else {
      begin(dial);
    }
  }

  /** A new session. */
  private void begin(Dial dial) {
    if (isExpired(dial.identity())) { // enough to come back, not to begin
      dial.connection()
          .close(CloseReason.TOKEN_EXPIRED, "the token has expired (expected: a fresh one)");
      return;
    }
    for (Session other : parts.sessions().of(dial.instance().user())) {
      boolean asNew = other.connectNumber() >= dial.number();
      if (asNew && other.instance().equals(dial.instance())) {
        dial.connection().close(CloseReason.REPLACED, Entrance.tooLow(dial.number(), other));
        return;
      }
    }
    Connection connection = dial.connection();
    Session.Who who =
        new Session.Who(SessionId.random(random), dial.instance(), dial.identity().home());
    Session session =
        new Session(who, dial.connect(), connection, parts.loops().apply(connection.loop()));
    session.tokenIssuedAt(dial.identity().issuedAt());
    if (entrance.add(session)) {
      entrance.enter(dial, session, false);
    }
  }

  private boolean isExpired(TokenIdentity identity) {
    return !clock.instant().isBefore(identity.expiresAt().plus(TokenVerifier.CLOCK_SKEW));
  }

  /** AUTH: a fresh token of the same user goes on; any other ends the connection. */
  public void renew(Session session, Auth auth) {
    switch (tokens.verify(auth.getToken(), session.instance().device())) {
      case TokenVerdict.Rejected(String text) -> session.disconnect(CloseReason.BAD_TOKEN, text);
      case TokenVerdict.Expired(String text, TokenIdentity _) ->
          session.disconnect(CloseReason.TOKEN_EXPIRED, text);
      case TokenVerdict.Revoked(String _) -> session.end(CloseReason.REVOKED, Revocations.CLOSE);
      case TokenVerdict.Accepted(TokenIdentity identity) -> renew(session, identity);
    }
  }

  private void renew(Session session, TokenIdentity identity) {
    ClientInstance instance = session.instance();
    UserKey user = new UserKey(identity.app(), identity.user());
    if (user.equals(instance.user()) && deviceFits(identity, instance.device())) {
      entrance.authenticated(session, identity, untilExpiry(identity));
    } else {
      session.disconnect(
          CloseReason.BAD_TOKEN,
          "token of AUTH: another app, user or device (expected: the session's)");
    }
  }

  private Duration untilExpiry(TokenIdentity identity) {
    Duration left = Duration.between(clock.instant(), identity.expiresAt());
    return left.isNegative() ? Duration.ZERO : left;
  }
}
