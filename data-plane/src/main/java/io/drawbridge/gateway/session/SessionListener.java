package io.drawbridge.gateway.session;

import io.drawbridge.wire.CloseReason;

/** Hears of the end of a session. On the session's loop. */
public interface SessionListener {
  void sessionEnded(Session session, CloseReason reason);
}
