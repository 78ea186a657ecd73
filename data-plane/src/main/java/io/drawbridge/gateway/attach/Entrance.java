package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.attach.SessionPlaces.Placed;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.session.ResumeTokens;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.wire.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The last steps of every CONNECT that is accepted: into the index, into the directory, CONNECTED.
 * Threads: the connection's loop.
 */
final class Entrance {
  private final SessionIndex sessions;
  private final SessionPlaces places;
  private final Welcome welcome;
  private final TokenVerifier verifier;
  private final ResumeTokens tokens;
  private final GatewayId own;
  private final LongSupplier nanoClock;

  Entrance(Attach.Parts parts, LongSupplier nanoClock) {
    this.sessions = parts.sessions();
    this.places = parts.places();
    this.welcome = parts.welcome();
    this.verifier = parts.tokens();
    this.tokens = parts.resumeTokens();
    this.own = parts.own();
    this.nanoClock = nanoClock;
  }

  /**
   * Makes the session known here, and ends this client's earlier ones and those that are too many.
   * Looks after it was added: of two dials that come at once on two loops, the later one sees the
   * other.
   *
   * @return false when a dial as new has a session here already: this one is over
   */
  boolean add(Session session) {
    sessions.add(session);
    List<Session> others = new ArrayList<>();
    for (Session other : sessions.of(session.instance().user())) {
      if (other == session) {
        continue;
      }
      if (isAsNew(other, session)) {
        replaced(session, tooLow(session.connectNumber(), other));
        return false;
      }
      if (other.instance().equals(session.instance())) {
        endSoon(other, CloseReason.REPLACED, "a newer dial of this client took over");
      } else {
        others.add(other);
      }
    }
    endTooMany(others);
    return true;
  }

  private static boolean isAsNew(Session other, Session session) {
    return other.instance().equals(session.instance())
        && other.connectNumber() >= session.connectNumber();
  }

  static String tooLow(int number, Session later) {
    return "connect number: " + number + " (expected: > " + later.connectNumber() + ")";
  }

  /** Those that were left first, then those that are in use; each the oldest first. */
  private static void endTooMany(List<Session> others) {
    int tooMany = others.size() + 1 - AttachSettings.SESSIONS_OF_A_USER;
    if (tooMany <= 0) {
      return;
    }
    Stream.concat(
            others.stream().filter(Session::isDetached),
            others.stream().filter(other -> !other.isDetached()))
        .limit(tooMany)
        .forEach(other ->
            endSoon(
                other,
                CloseReason.TOO_MANY_SESSIONS,
                "sessions of this user: "
                    + (others.size() + 1)
                    + " (expected: <= "
                    + AttachSettings.SESSIONS_OF_A_USER
                    + ")"));
  }

  private static void endSoon(Session session, CloseReason reason, String text) {
    session.endSoon(reason, Connection.closeOf(reason, text));
  }

  private static void replaced(Session session, String text) {
    session.end(CloseReason.REPLACED, Connection.closeOf(CloseReason.REPLACED, text));
  }

  /** Enters the session into the directory, then answers CONNECTED. */
  void enter(Dial dial, Session session, boolean resumed) {
    authenticated(session, dial.identity(), dial.authenticatedFor());
    if (!session.isOpen()) {
      return;
    }
    var _ =
        places
            .enter(session)
            .thenAccept(placed -> dial.onLoop(() -> answer(dial, session, placed, resumed)));
  }

  private void answer(Dial dial, Session session, Placed placed, boolean resumed) {
    if (!session.isOpen()) {
      return;
    }
    switch (placed) {
      case OUTDATED -> replaced(session, "a newer dial of this client is connected elsewhere");
      case WRITTEN, PENDING -> {
        byte[] connected =
            welcome
                .connected(session, dial.authenticatedFor())
                .setResumed(resumed)
                .setResumeToken(
                    tokens.issue(session.id(), session.instance(), own.region(), own.gateway()))
                .build()
                .toByteArray();
        session.connected(dial.connect(), connected);
        dial.arrival().attached(session);
      }
    }
  }

  /**
   * The session lives by this token from now on: in seconds of the sweep's clock, with the
   * verifier's allowance for skewed clocks. A revocation that came after the token was verified may
   * not have found the session by it, so the token is looked at again.
   */
  void authenticated(Session session, TokenIdentity identity, Duration remaining) {
    session.tokenIssuedAt(identity.issuedAt());
    session.standing(identity.standing());
    if (verifier.isRevoked(session)) {
      session.end(CloseReason.REVOKED, Revocations.CLOSE);
      return;
    }
    long seconds = remaining.plus(TokenVerifier.CLOCK_SKEW).toSeconds();
    session.authenticatedUntil(
        (int) Math.min(Integer.MAX_VALUE, KeepAliveSweep.seconds(nanoClock) + seconds));
  }
}
