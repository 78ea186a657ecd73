package io.drawbridge.gateway.connection;

import io.drawbridge.wire.CloseReason;

/** Whoever a connection's events are for: first the handshake, then the session. On the loop. */
public interface ConnectionOwner {
  /** The connection has ended, for this reason; called once. */
  void connectionEnded(CloseReason reason);

  /** There is room again in the socket's queue. */
  default void roomToWrite() {}

  /** Called about once a second; may close the connection. */
  default void swept(int nowSeconds) {}

  /** True while nobody knows who the client is. */
  default boolean isStranger() {
    return false;
  }

  /** The longest silence that is allowed, in seconds. */
  int allowedSilenceSeconds();

  /** Why a connection that was silent for longer is closed. */
  CloseReason silenceReason();
}
