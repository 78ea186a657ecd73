package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.overload.Standing;
import io.drawbridge.gateway.session.Session.Who;
import io.drawbridge.gateway.session.Tombstones.Tombstone;
import io.drawbridge.proto.handover.v1.HandedSession;
import io.drawbridge.proto.handover.v1.HandedTombstone;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** What sessions are between two processes of one gateway. */
public final class HandedSessions {
  private HandedSessions() {}

  /** Who the session is for; empty if its id is none. */
  public static Optional<Who> who(HandedSession handed) {
    return SessionId.of(handed.getSession())
        .map(id ->
            new Who(
                id,
                instance(handed.getApp(), handed.getUser(), handed.getDevice(), handed.getEpoch()),
                Optional.of(handed.getState().getHome()).filter(home -> !home.isEmpty())));
  }

  private static ClientInstance instance(String app, String user, String device, long epoch) {
    return new ClientInstance(new UserKey(app, user), device, epoch);
  }

  /** Names the session. */
  static HandedSession.Builder named(SessionId id, ClientInstance instance, int connectNumber) {
    return HandedSession.newBuilder()
        .setSession(id.bytes())
        .setApp(instance.user().app())
        .setUser(instance.user().user())
        .setDevice(instance.device())
        .setEpoch(instance.epoch())
        .setConnectNumber(connectNumber);
  }

  static void write(Standing standing, HandedSession.Builder handed) {
    handed.setHighestTier(standing.highestTier());
    standing.cohort().ifPresent(handed::setCohort);
  }

  /** One that no release has, as a later one's, counts as the usual. */
  static Standing standing(HandedSession handed) {
    try {
      return Standing.of(
          handed.getHighestTier(),
          handed.hasCohort() ? OptionalInt.of(handed.getCohort()) : OptionalInt.empty());
    } catch (IllegalArgumentException _) {
      return Standing.USUAL;
    }
  }

  /** A tombstone for the next process. */
  public static HandedTombstone of(Tombstone there, long nowNanos) {
    ClientInstance instance = there.instance();
    return HandedTombstone.newBuilder()
        .setSession(there.session().bytes())
        .setApp(instance.user().app())
        .setUser(instance.user().user())
        .setDevice(instance.device())
        .setEpoch(instance.epoch())
        .setConnectNumber(there.connectNumber())
        .setMovedTo(there.movedTo())
        .setLeftMillis(Math.max(0, TimeUnit.NANOSECONDS.toMillis(there.untilNanos() - nowNanos)))
        .build();
  }

  /** A tombstone of the process before; empty if its id is none. */
  public static Optional<Tombstone> tombstone(HandedTombstone handed, long nowNanos) {
    ByteString id = handed.getSession();
    return SessionId.of(id)
        .map(session ->
            new Tombstone(
                session,
                instance(handed.getApp(), handed.getUser(), handed.getDevice(), handed.getEpoch()),
                handed.getConnectNumber(),
                handed.getMovedTo(),
                nowNanos + TimeUnit.MILLISECONDS.toNanos(handed.getLeftMillis())));
  }
}
