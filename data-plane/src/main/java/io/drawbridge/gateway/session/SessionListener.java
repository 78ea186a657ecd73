package io.drawbridge.gateway.session;

import io.drawbridge.wire.CloseReason;

/** Hears what becomes of a session. On the session's loop. */
public interface SessionListener {
  /** It is over, with everything it kept. */
  void sessionEnded(Session session, CloseReason reason);

  /** Another gateway has it; here is only its tombstone left. */
  void sessionMoved(Session session, String gateway, int connectNumber);

  /** Its lanes may send again: it was frozen, or has just come from another gateway. */
  void mayFeed(Session session);
}
