package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.peer.SessionRequests;
import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.ResumeTokens;
import io.drawbridge.gateway.session.ResumeTokens.Checked;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionId;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.gateway.session.Tombstones.Tombstone;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.peer.v1.TakeOutcome;
import io.drawbridge.proto.peer.v1.TakeRequest;
import io.drawbridge.proto.peer.v1.TakeResponse;
import io.drawbridge.proto.peer.v1.TakenOutcome;
import io.drawbridge.proto.peer.v1.TakenRequest;
import io.drawbridge.proto.peer.v1.TakenResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Gives sessions of this gateway to others whose clients have gone there. A session that is asked
 * for waits for the business's answers, is frozen, and stays so until the other gateway has
 * confirmed it or falls silent.
 *
 * <p>Threads: requests come on any; sessions are touched on their loops.
 */
public final class Surrender implements SessionRequests {
  /** A gateway that has not confirmed by then is taken for dead: the session stays here. */
  static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(10);

  private static final long LOOK_EVERY_MILLIS = 2;

  private final String own;
  private final Takes takes;
  private final SessionIndex sessions;
  private final Tombstones tombstones;
  private final ResumeTokens tokens;
  private final Duration settle;
  private final LongSupplier nanoClock;

  /**
   * @param takes asks this gateway's other process, in a hot restart
   * @param settle how long a session waits for the business's answers
   */
  public Surrender(
      String own,
      Takes takes,
      SessionIndex sessions,
      Tombstones tombstones,
      ResumeTokens tokens,
      Duration settle,
      LongSupplier nanoClock) {
    this.own = own;
    this.takes = takes;
    this.sessions = sessions;
    this.tombstones = tombstones;
    this.tokens = tokens;
    this.settle = settle;
    this.nanoClock = nanoClock;
  }

  @Override
  public CompletableFuture<TakeResponse> take(TakeRequest request) {
    UserKey user = new UserKey(request.getApp(), request.getUser());
    CompletableFuture<TakeResponse> answer = new CompletableFuture<>();
    SessionId id = SessionId.of(request.getSession()).orElse(null);
    Session session = id == null ? null : sessions.find(user, id);
    if (id == null) {
      answer.complete(outcome(TakeOutcome.NONE));
    } else if (session == null) {
      moved(user, id, request, answer);
    } else if (isGenuine(request, session.instance())) {
      session
          .loop()
          .executor()
          .execute(() -> give(session, request, answer, nanoClock.getAsLong() + settle.toNanos()));
    } else {
      answer.complete(outcome(TakeOutcome.NONE));
    }
    return answer;
  }

  private boolean isGenuine(TakeRequest request, ClientInstance instance) {
    return tokens.check(request.getResumeToken(), request.getSession(), instance)
        instanceof Checked.Genuine;
  }

  private void moved(
      UserKey user, SessionId id, TakeRequest request, CompletableFuture<TakeResponse> answer) {
    TakeResponse here = moved(user, id, request);
    boolean elsewhere = here.getOutcome() == TakeOutcome.NONE || here.getMovedTo().equals(own);
    boolean fromOther = request.getThisProcessOnly() || request.getGateway().equals(own);
    if (!elsewhere) {
      answer.complete(here);
    } else if (fromOther || !takes.hasOtherProcess()) {
      answer.complete(outcome(TakeOutcome.NONE));
    } else {
      var _ =
          takes
              .take(own, request.toBuilder().setThisProcessOnly(true).build())
              .whenComplete((there, failure) ->
                  answer.complete(there == null ? outcome(TakeOutcome.NONE) : there));
    }
  }

  private TakeResponse moved(UserKey user, SessionId id, TakeRequest request) {
    return tombstones
        .of(user, id)
        .filter(there -> isGenuine(request, there.instance()))
        .map(there ->
            request.getConnectNumber() > there.connectNumber()
                ? TakeResponse.newBuilder()
                    .setOutcome(TakeOutcome.TAKE_MOVED)
                    .setMovedTo(there.movedTo())
                    .build()
                : outcome(TakeOutcome.STALE))
        .orElseGet(() -> outcome(TakeOutcome.NONE));
  }

  private static TakeResponse outcome(TakeOutcome outcome) {
    return TakeResponse.newBuilder().setOutcome(outcome).build();
  }

  /** One that is just arriving, or going to the next process, is given on when it is there. */
  private void give(
      Session session,
      TakeRequest request,
      CompletableFuture<TakeResponse> answer,
      long untilNanos) {
    if (!session.isOpen()) {
      moved(session.instance().user(), session.id(), request, answer);
    } else if (session.isBetween() && nanoClock.getAsLong() - untilNanos < 0) {
      var _ =
          session
              .loop()
              .executor()
              .schedule(
                  () -> give(session, request, answer, untilNanos),
                  LOOK_EVERY_MILLIS,
                  TimeUnit.MILLISECONDS);
    } else if (session.give(request.getGateway(), request.getConnectNumber())) {
      session.loop().endBatch();
      answerWhenSettled(session, request, answer, nanoClock.getAsLong() + settle.toNanos());
      keepLater(session, request);
    } else {
      answer.complete(outcome(TakeOutcome.STALE));
    }
  }

  /** A look every 2 ms: a session is rarely asked for, and no message pays for it. */
  private void answerWhenSettled(
      Session session,
      TakeRequest request,
      CompletableFuture<TakeResponse> answer,
      long untilNanos) {
    if (!session.isGivenTo(request.getGateway(), request.getConnectNumber())) {
      answer.complete(outcome(TakeOutcome.STALE)); // beaten meanwhile
    } else if (session.isSettled() || nanoClock.getAsLong() - untilNanos >= 0) {
      answer.complete(
          TakeResponse.newBuilder()
              .setOutcome(TakeOutcome.GIVEN)
              .setState(session.state())
              .build());
    } else {
      var _ =
          session
              .loop()
              .executor()
              .schedule(
                  () -> answerWhenSettled(session, request, answer, untilNanos),
                  LOOK_EVERY_MILLIS,
                  TimeUnit.MILLISECONDS);
    }
  }

  private void keepLater(Session session, TakeRequest request) {
    var _ =
        session
            .loop()
            .executor()
            .schedule(
                () -> {
                  if (session.isGivenTo(request.getGateway(), request.getConnectNumber())) {
                    session.keep();
                    session.loop().endBatch();
                  }
                },
                CONFIRMED_WITHIN.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletableFuture<TakenResponse> taken(TakenRequest request) {
    UserKey user = new UserKey(request.getApp(), request.getUser());
    CompletableFuture<TakenResponse> answer = new CompletableFuture<>();
    SessionId id = SessionId.of(request.getSession()).orElse(null);
    Session session = id == null ? null : sessions.find(user, id);
    if (session == null) {
      boolean taken = id != null && wasTaken(user, id, request);
      boolean fromOther = request.getThisProcessOnly() || request.getGateway().equals(own);
      if (taken || fromOther || !takes.hasOtherProcess()) {
        answer.complete(outcome(taken));
      } else {
        takenFromOther(request, answer);
      }
    } else {
      session
          .loop()
          .executor()
          .execute(() -> {
            boolean taken =
                session.taken(request.getGateway(), request.getConnectNumber())
                    || wasTaken(user, session.id(), request);
            answer.complete(outcome(taken));
            session.loop().endBatch();
          });
    }
    return answer;
  }

  private void takenFromOther(TakenRequest request, CompletableFuture<TakenResponse> answer) {
    var _ =
        takes
            .taken(own, request.toBuilder().setThisProcessOnly(true).build())
            .whenComplete((there, failure) -> {
              if (there == null) {
                answer.completeExceptionally(failure); // it is asked again
              } else {
                answer.complete(there);
              }
            });
  }

  /** The same confirmation has come before. */
  private boolean wasTaken(UserKey user, SessionId id, TakenRequest request) {
    Function<Tombstone, Boolean> sameRequest =
        there ->
            there.movedTo().equals(request.getGateway())
                && there.connectNumber() == request.getConnectNumber();
    return tombstones.of(user, id).map(sameRequest).orElse(false);
  }

  private static TakenResponse outcome(boolean taken) {
    return TakenResponse.newBuilder()
        .setOutcome(taken ? TakenOutcome.TAKEN_OK : TakenOutcome.TAKEN_STALE)
        .build();
  }
}
