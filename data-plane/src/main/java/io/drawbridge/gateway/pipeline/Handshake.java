package io.drawbridge.gateway.pipeline;

import io.drawbridge.gateway.connection.ConnectionOwner;
import io.drawbridge.wire.CloseReason;

/** Owns a connection until its session does: nothing but CONNECT may come, and soon. */
enum Handshake implements ConnectionOwner {
  INSTANCE;

  /** A client that has nothing to say after a TCP handshake is not ours. */
  static final int CONNECT_WITHIN_SECONDS = 5;

  @Override
  public void connectionEnded(CloseReason reason) {
    // Nobody was told of this connection.
  }

  @Override
  public boolean isStranger() {
    return true;
  }

  @Override
  public int allowedSilenceSeconds() {
    return CONNECT_WITHIN_SECONDS;
  }

  @Override
  public CloseReason silenceReason() {
    return CloseReason.CONNECT_TIMEOUT;
  }
}
