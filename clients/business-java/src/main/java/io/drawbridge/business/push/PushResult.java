package io.drawbridge.business.push;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushFate;
import io.drawbridge.proto.business.v1.SessionFate;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of one push, session by session; a user without sessions has one OFFLINE.
 *
 * @param sessions at least one
 */
public record PushResult(PushId id, List<SessionOutcome> sessions) {
  public PushResult {
    sessions = List.copyOf(sessions);
    if (sessions.isEmpty()) {
      throw new IllegalArgumentException("sessions: none (expected: at least one)");
    }
  }

  /** One outcome for the whole target. */
  static PushResult whole(PushId id, Outcome outcome, String text) {
    return new PushResult(id, List.of(new SessionOutcome(ByteString.EMPTY, outcome, text)));
  }

  static PushResult of(PushId id, PushFate fate) {
    if (fate.getSessionsCount() == 0) {
      return whole(id, Outcome.UNKNOWN, "the gateway's answer names no session");
    }
    List<SessionOutcome> sessions = new ArrayList<>(fate.getSessionsCount());
    for (SessionFate session : fate.getSessionsList()) {
      sessions.add(
          new SessionOutcome(session.getSession(), session.getOutcome(), session.getText()));
    }
    return new PushResult(id, sessions);
  }

  /** True when at least one session has this outcome. */
  public boolean any(Outcome outcome) {
    return sessions.stream().anyMatch(session -> session.outcome() == outcome);
  }

  /** True when every session has one of these outcomes. */
  public boolean all(Outcome... outcomes) {
    List<Outcome> allowed = List.of(outcomes);
    return sessions.stream().allMatch(session -> allowed.contains(session.outcome()));
  }
}
