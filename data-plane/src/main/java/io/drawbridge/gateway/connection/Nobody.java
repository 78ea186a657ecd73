package io.drawbridge.gateway.connection;

import io.drawbridge.wire.CloseReason;

/** Owns a connection that is closed and whose end nobody waits for. */
public enum Nobody implements ConnectionOwner {
  INSTANCE;

  @Override
  public void connectionEnded(CloseReason reason) {
    // Whoever gave the connection up knows.
  }

  @Override
  public int allowedSilenceSeconds() {
    return 0;
  }

  @Override
  public CloseReason silenceReason() {
    return CloseReason.CONNECTION_LOST;
  }
}
