package io.drawbridge.gateway.admission;

/** Why a CONNECT was answered by GOAWAY, before its token was looked at. */
public enum ConnectRefusal {
  /** The gateway stops, and asks its clients to move. */
  DRAINING,
  /** It has its largest number of sessions. */
  SESSIONS,
  /** A policy lets in only those who come back to their session. */
  POLICY,
  /** More CONNECTs than it answers in a second. */
  RATE
}
