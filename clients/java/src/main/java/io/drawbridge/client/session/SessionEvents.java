package io.drawbridge.client.session;

import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.wire.ProtocolViolation;

/** What a {@link Session} tells the {@link Lifecycle}. */
interface SessionEvents {
  void connected(Connected facts, long nowNanos) throws ProtocolViolation;

  /** The gateway asks the client to move. */
  void goAway(GoAway goAway, long nowNanos) throws ProtocolViolation;

  /**
   * The token ends before long: {@link Session#authenticate} with a fresh one, or {@link
   * Session#noFreshToken}.
   */
  void tokenEnding();

  /** Once, at the end; not called after {@link Session#leave}. */
  void ended(SessionEnd end, long nowNanos);
}
