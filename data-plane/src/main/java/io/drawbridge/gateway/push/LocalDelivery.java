package io.drawbridge.gateway.push;

import io.drawbridge.gateway.session.PushItem;
import io.drawbridge.gateway.session.PushItem.Fate;
import io.drawbridge.gateway.session.PushItem.ReplyTo;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.PushMode;
import io.drawbridge.proto.business.v1.SessionFate;
import io.drawbridge.wire.PushId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Hands pushes to sessions of this gateway, on their loops. Threads: any. */
public final class LocalDelivery {
  /** For pushes without a deadline of their own: a push nobody took for so long is stale. */
  private static final long DEFAULT_DEADLINE_MILLIS = 30_000;

  private final LongSupplier nanoClock;
  private final BooleanSupplier dropsForgettable;

  /** {@code dropsForgettable}: pushes that need no acknowledgement are left out now. */
  public LocalDelivery(LongSupplier nanoClock, BooleanSupplier dropsForgettable) {
    this.nanoClock = nanoClock;
    this.dropsForgettable = dropsForgettable;
  }

  /**
   * Delivers to each session; each is one part of {@code fates}.
   *
   * @param follower sends the push after sessions that other gateways have taken
   */
  void deliver(PushMessage push, List<Session> sessions, FateCollector fates, Follower follower) {
    if (push.getMode() != PushMode.ACKED && dropsForgettable.getAsBoolean()) {
      for (Session session : sessions) {
        fates.addPart();
        fates.part(List.of(leftOut(session)));
      }
      return;
    }
    long deadlineNanos = deadlineOf(push);
    PushId id = PushItem.idOf(push.getId());
    for (Session session : sessions) {
      fates.addPart();
      PushItem item =
          new PushItem(
              id,
              push.getBody(),
              push.getMode() == PushMode.ACKED,
              deadlineNanos,
              replyTo(push),
              (sessionId, fate, movedTo) -> {
                if (fate == Fate.MOVED) {
                  follower.follow(session, push, movedTo, fates);
                } else {
                  fates.part(List.of(told(session, fate)));
                }
              });
      if (!session.loop().mailbox().offer(() -> session.push(item))) {
        fates.part(List.of(full(session)));
      }
    }
  }

  /** When a push that came now is stale, on the gateway's nano clock. */
  long deadlineOf(PushMessage push) {
    long millis = Integer.toUnsignedLong(push.getDeadlineMillis());
    return nanoClock.getAsLong()
        + TimeUnit.MILLISECONDS.toNanos(millis == 0 ? DEFAULT_DEADLINE_MILLIS : millis);
  }

  private static @Nullable ReplyTo replyTo(PushMessage push) {
    return push.hasReplyTo()
        ? new ReplyTo(push.getReplyTo().getService(), push.getReplyTo().getSeq())
        : null;
  }

  private static SessionFate full(Session session) {
    return SessionFate.newBuilder()
        .setSession(session.id().bytes())
        .setOutcome(Outcome.UNAVAILABLE)
        .setText("the session's event loop is busy")
        .build();
  }

  private static SessionFate leftOut(Session session) {
    return SessionFate.newBuilder()
        .setSession(session.id().bytes())
        .setOutcome(Outcome.DROPPED)
        .setText("pushes that need no acknowledgement are left out by a policy now")
        .build();
  }

  private static SessionFate told(Session session, Fate fate) {
    SessionFate.Builder told = SessionFate.newBuilder().setSession(session.id().bytes());
    return switch (fate) {
      case DELIVERED -> told.setOutcome(Outcome.DELIVERED).build();
      case SENT -> told.setOutcome(Outcome.SENT).build();
      case DROPPED -> told.setOutcome(Outcome.DROPPED).setText("the client is slow").build();
      case SLOW_CONSUMER ->
          told.setOutcome(Outcome.SLOW_CONSUMER).setText("the session's window is full").build();
      case EXPIRED -> told.setOutcome(Outcome.EXPIRED).setText("its deadline has passed").build();
      case HELD ->
          told.setOutcome(Outcome.HELD).setText("the client is away; the session keeps it").build();
      case UNKNOWN ->
          told.setOutcome(Outcome.UNKNOWN)
              .setText("the session ended before the client acknowledged")
              .build();
      case MOVED -> throw new IllegalArgumentException("MOVED is not a push's last fate");
      case NOT_HERE -> told.setOutcome(Outcome.OFFLINE).setText("the session has ended").build();
    };
  }
}
