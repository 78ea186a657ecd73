package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.control.v1.Revocation;
import io.drawbridge.proto.control.v1.RevocationSet;
import io.drawbridge.wire.CloseReason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Tokens that do not count any more, as the control plane told, each until its own end; they stay
 * while the control plane is gone.
 *
 * <p>Threads: {@link #add} one at a time; all else any, and never blocks.
 */
public final class Revocations {
  /** Of more, those that end first are given up and counted. */
  static final int MAX_ENTRIES = 10_000;

  /** What a client is told. */
  static final String TEXT = "the tokens of this user were revoked (expected: a newer one)";

  static final Close CLOSE = Connection.closeOf(CloseReason.REVOKED, TEXT);

  private static final Comparator<Entry> LAST_TO_END = Comparator.comparing(Entry::ends).reversed();

  private final SessionIndex sessions;
  private final InstantSource clock;
  private final LongAdder refusedTokens = new LongAdder();
  private final LongAdder endedSessions = new LongAdder();
  private final LongAdder givenUp = new LongAdder();
  private volatile Map<UserKey, List<Entry>> byUser = Map.of();

  /** Whose tokens; an empty device is any. */
  private record Whose(UserKey user, String device) {}

  private record Entry(Whose whose, Instant notBefore, Instant ends) {
    static Entry of(Revocation revocation) {
      return new Entry(
          new Whose(new UserKey(revocation.getApp(), revocation.getUser()), revocation.getDevice()),
          Instant.ofEpochMilli(revocation.getNotBeforeUnixMillis()),
          Instant.ofEpochMilli(revocation.getEndsUnixMillis()));
    }

    boolean concerns(String device, Optional<Instant> issuedAt) {
      boolean old = issuedAt.isEmpty() || !issuedAt.get().isAfter(notBefore);
      return old && (whose.device.isEmpty() || whose.device.equals(device));
    }

    Entry later(Entry other) {
      return notBefore.isBefore(other.notBefore) ? other : this;
    }
  }

  /** None yet. */
  public Revocations(SessionIndex sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /** Adds these, and ends the sessions that lived by such tokens. */
  public void add(RevocationSet set) {
    Map<Whose, Entry> all = new HashMap<>();
    byUser.values().forEach(entries -> entries.forEach(entry -> all.put(entry.whose(), entry)));
    for (Revocation revocation : set.getRevocationsList()) {
      Entry entry = Entry.of(revocation);
      all.merge(entry.whose(), entry, Entry::later);
    }
    Instant now = clock.instant();
    all.values().removeIf(entry -> !entry.ends().isAfter(now));
    givenUp.add(Math.max(0, all.size() - MAX_ENTRIES));
    byUser = // before the sessions are looked at: one that comes meanwhile looks here itself
        all.values().stream()
            .sorted(LAST_TO_END)
            .limit(MAX_ENTRIES)
            .collect(Collectors.groupingBy(entry -> entry.whose().user()));
    byUser.keySet().forEach(user -> sessions.of(user).forEach(this::endIfRevoked));
  }

  private void endIfRevoked(Session session) {
    if (isRevoked(session)) {
      endedSessions.increment();
      session.endSoon(CloseReason.REVOKED, CLOSE);
    }
  }

  /** Whether a token that was issued then counts no more; a refused one is counted. */
  boolean refuses(UserKey user, String device, Optional<Instant> issuedAt) {
    boolean refused = isRevoked(user, device, issuedAt);
    if (refused) {
      refusedTokens.increment();
    }
    return refused;
  }

  /** The same for the token that a session lives by. */
  boolean isRevoked(Session session) {
    ClientInstance instance = session.instance();
    return isRevoked(instance.user(), instance.device(), session.tokenIssuedAt());
  }

  private boolean isRevoked(UserKey user, String device, Optional<Instant> issuedAt) {
    List<Entry> entries = byUser.get(user);
    if (entries == null) {
      return false;
    }
    Instant now = clock.instant();
    return entries.stream()
        .anyMatch(entry -> entry.ends().isAfter(now) && entry.concerns(device, issuedAt));
  }

  /** Those known, also some that have just ended. */
  public int size() {
    return byUser.values().stream().mapToInt(List::size).sum();
  }

  /** Tokens refused since the start. */
  public long refusedTokens() {
    return refusedTokens.sum();
  }

  /** Sessions ended since the start. */
  public long endedSessions() {
    return endedSessions.sum();
  }

  /** Those beyond the bound since the start. */
  public long givenUp() {
    return givenUp.sum();
  }
}
