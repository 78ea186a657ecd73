package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.session.ResumeTokens.Checked;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionId;
import io.drawbridge.gateway.session.Tombstones.Tombstone;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.client.v1.Resume;
import io.drawbridge.proto.peer.v1.SessionState;
import io.drawbridge.proto.peer.v1.TakeRequest;
import io.drawbridge.proto.peer.v1.TakeResponse;
import io.drawbridge.proto.peer.v1.TakenOutcome;
import io.drawbridge.proto.peer.v1.TakenRequest;
import io.drawbridge.proto.peer.v1.TakenResponse;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.ProtocolViolation;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client wants its session back: from this gateway, whose loop the socket then moves to, or from
 * another gateway of the region, which is asked to give it. Where nobody has it any more, the
 * client begins anew.
 *
 * <p>Threads: the connection's loop.
 */
final class Resumption {
  /** A session may have moved on while it is looked for; more often is a circle. */
  private static final int MAX_HOPS = 3;

  /** As long as the other gateway keeps its own copy frozen. */
  private static final long CONFIRM_WITHIN_NANOS = Surrender.CONFIRMED_WITHIN.toNanos();

  private static final long CONFIRM_AGAIN_MILLIS = 250;
  private static final long ARRIVES_SOON_MILLIS = 2;
  private static final Logger log = LoggerFactory.getLogger(Resumption.class);

  private final Attach.Parts parts;
  private final Entrance entrance;
  private final Consumer<Dial> begin;
  private final LongSupplier nanoClock;
  private final PacedLog refusals;
  private final PacedLog failures;

  /**
   * @param begin gives the client a new session
   */
  Resumption(Attach.Parts parts, Entrance entrance, Consumer<Dial> begin, LongSupplier nanoClock) {
    this.parts = parts;
    this.entrance = entrance;
    this.begin = begin;
    this.nanoClock = nanoClock;
    this.refusals = new PacedLog(nanoClock);
    this.failures = new PacedLog(nanoClock);
  }

  /** The same answer for every reason, so that nobody learns which tokens or sessions exist. */
  void refuse(Connection connection, ResumeRefusal why) {
    parts.counts().refusals().count(why);
    refusals.line(more ->
        log.warn(
            "resume by {} refused: {} (and {} more since the last line)",
            connection.remoteAddress(),
            why,
            more));
    connection.close(CloseReason.SESSION_LOST, "no such session (expected: a dial as new)");
  }

  void resume(Dial dial) {
    Resume resume = dial.connect().getResume();
    switch (parts.resumeTokens().check(resume.getToken(), resume.getSession(), dial.instance())) {
      case Checked.Refused(Checked.Reason reason) ->
          refuse(dial.connection(), ResumeRefusal.of(reason));
      case Checked.Genuine(SessionId session, String region, String gateway)
          when region.equals(parts.own().region()) ->
          find(dial, session, gateway, MAX_HOPS);
      case Checked.Genuine _ -> lost(dial); // another region's sessions stay there
    }
  }

  private void find(Dial dial, SessionId session, String gateway, int hops) {
    if (gateway.equals(parts.own().gateway())) {
      here(dial, session, hops);
    } else if (hops > 0) {
      take(dial, session, gateway, hops);
    } else {
      lost(dial);
    }
  }

  private void lost(Dial dial) {
    parts.counts().outcomes().count(ResumeCounts.Outcome.LOST);
    begin.accept(dial);
  }

  // A session of this gateway.

  private void here(Dial dial, SessionId id, int hops) {
    Session session = parts.sessions().find(dial.instance().user(), id);
    if (session == null) {
      gone(dial, id, hops);
    } else {
      dial.arrival().moveTo(session.loop(), there -> resumeHere(dial.at(there), session, hops));
    }
  }

  /**
   * It has ended, or another gateway has it: perhaps by a later dial of this client, which then is
   * the one that counts.
   */
  private void gone(Dial dial, SessionId id, int hops) {
    Optional<Tombstone> moved = parts.tombstones().of(dial.instance().user(), id);
    String own = parts.own().gateway();
    if (moved.isPresent() && dial.number() <= moved.get().connectNumber()) {
      refuse(dial.connection(), ResumeRefusal.STALE);
    } else if (moved.isPresent() && !moved.get().movedTo().equals(own)) {
      find(dial, id, moved.get().movedTo(), hops - 1);
    } else if (parts.takes().hasOtherProcess() && hops > 0) {
      take(dial, id, own, hops);
    } else {
      lost(dial);
    }
  }

  /** One that is just arriving, or going to this gateway's next process, is waited for. */
  private void resumeHere(Dial dial, Session session, int hops) {
    if (session.isBetween()) {
      var _ =
          session
              .loop()
              .executor()
              .schedule(
                  () -> dial.onLoop(() -> resumeHere(dial, session, hops)),
                  ARRIVES_SOON_MILLIS,
                  TimeUnit.MILLISECONDS);
      return;
    }
    try {
      if (session.resume(dial.connect(), dial.connection())) {
        parts.counts().outcomes().count(ResumeCounts.Outcome.HERE);
        entrance.enter(dial, session, true);
      } else if (session.isOpen()) {
        refuse(dial.connection(), ResumeRefusal.STALE);
      } else {
        gone(dial, session.id(), hops); // while the socket was on its way to its loop
      }
    } catch (ProtocolViolation e) {
      dial.connection().close(e.reason(), String.valueOf(e.getMessage()));
    }
    dial.connection().loop().endBatch();
  }

  // A session of another gateway.

  private void take(Dial dial, SessionId session, String gateway, int hops) {
    UserKey user = dial.instance().user();
    TakeRequest request =
        TakeRequest.newBuilder()
            .setGateway(parts.own().gateway())
            .setSession(session.bytes())
            .setResumeToken(dial.connect().getResume().getToken())
            .setConnectNumber(dial.number())
            .setApp(user.app())
            .setUser(user.user())
            .build();
    var _ =
        parts
            .takes()
            .take(gateway, request)
            .whenComplete((response, failure) ->
                dial.onLoop(() -> answered(dial, session, gateway, hops, response, failure)));
  }

  private void answered(
      Dial dial,
      SessionId session,
      String gateway,
      int hops,
      @Nullable TakeResponse response,
      @Nullable Throwable failure) {
    if (response == null) {
      failures.line(more ->
          log.info(
              "no session from {}: {} (and {} more since the last line)",
              gateway,
              String.valueOf(failure),
              more));
      lost(dial);
      return;
    }
    switch (response.getOutcome()) {
      case GIVEN -> arrive(dial, session, gateway, response.getState());
      case STALE -> refuse(dial.connection(), ResumeRefusal.STALE);
      case TAKE_MOVED -> find(dial, session, response.getMovedTo(), hops - 1);
      case NONE, TAKE_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> lost(dial);
    }
  }

  /** Its copy is made known at once, so that pushes which follow the session find it. */
  private void arrive(Dial dial, SessionId id, String from, SessionState state) {
    long last = dial.connect().getResume().getLastDownstreamSeq();
    if (last > state.getHighestSentSeq()) {
      dial.connection()
          .close(
              CloseReason.PROTOCOL,
              "last downstream seq: " + last + " (expected: <= " + state.getHighestSentSeq() + ")");
      return;
    }
    Session.Who who = new Session.Who(id, dial.instance(), dial.identity().home());
    Session copy =
        new Session(
            who,
            dial.connect(),
            dial.connection(),
            parts.loops().apply(dial.connection().loop()),
            state);
    copy.tokenIssuedAt(dial.identity().issuedAt());
    if (entrance.add(copy)) {
      confirm(dial, copy, from, nanoClock.getAsLong() + CONFIRM_WITHIN_NANOS);
    }
  }

  private void confirm(Dial dial, Session copy, String from, long untilNanos) {
    TakenRequest request =
        TakenRequest.newBuilder()
            .setGateway(parts.own().gateway())
            .setSession(copy.id().bytes())
            .setConnectNumber(copy.connectNumber())
            .setApp(copy.instance().user().app())
            .setUser(copy.instance().user().user())
            .build();
    var _ =
        parts
            .takes()
            .taken(from, request)
            .whenComplete((response, failure) ->
                copy.loop()
                    .executor()
                    .execute(() -> {
                      confirmed(dial, copy, from, untilNanos, response);
                      copy.loop().endBatch();
                    }));
  }

  private void confirmed(
      Dial dial, Session copy, String from, long untilNanos, @Nullable TakenResponse response) {
    if (!copy.isOpen()) {
      return; // a later dial of the client has ended it
    }
    if (response != null && response.getOutcome() == TakenOutcome.TAKEN_OK) {
      parts.counts().outcomes().count(ResumeCounts.Outcome.TAKEN);
      parts.tombstones().remove(copy.instance().user(), copy.id());
      copy.confirmed();
      entrance.enter(dial, copy, true);
    } else if (response != null || nanoClock.getAsLong() - untilNanos >= 0) {
      copy.dropCopy(from);
    } else {
      var _ =
          copy.loop()
              .executor()
              .schedule(
                  () -> confirm(dial, copy, from, untilNanos),
                  CONFIRM_AGAIN_MILLIS,
                  TimeUnit.MILLISECONDS);
    }
  }
}
