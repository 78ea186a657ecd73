package io.drawbridge.gateway.session;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.wire.CloseReason;

/** Ends sessions for somebody who is not on their loops. Threads: any; never blocks. */
@FunctionalInterface
public interface SessionEnder {
  /**
   * Ends the session, and tells its client why if it is connected; the first end counts.
   *
   * @param message the CLOSE
   */
  void end(Session session, CloseReason reason, Close message);

  /** By the loop that owns the session. */
  static SessionEnder onTheirLoops() {
    return (session, reason, message) ->
        session.loop().executor().execute(() -> session.end(reason, message));
  }
}
