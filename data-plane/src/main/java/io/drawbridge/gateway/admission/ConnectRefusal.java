package io.drawbridge.gateway.admission;

/** Why a CONNECT was answered by GOAWAY, before its token was looked at. */
public enum ConnectRefusal {
  /** The gateway stops, and asks its clients to move. */
  DRAINING,
  /** It has its largest number of sessions. */
  SESSIONS,
  /** More CONNECTs than it answers in a second. */
  RATE
}
