package io.drawbridge.gateway.session;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.wire.CloseReason;

/** Hears what becomes of a session. On the session's loop. */
public interface SessionListener {
  /** It is over, with everything it kept. */
  void sessionEnded(Session session, CloseReason reason);

  /** Another gateway has it; here is only its tombstone left. */
  void sessionMoved(Session session, String gateway, int connectNumber);

  /** The gateway's other process has it; here nothing of it is left. */
  void sessionHandedOver(Session session);

  /** It is to end, but the gateway's other process has it. */
  void endHandedOver(Session session, Close message);

  /** Its lanes may send again: it was frozen, or has just come from another gateway. */
  void mayFeed(Session session);
}
