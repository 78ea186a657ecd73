package io.drawbridge.gateway.attach;

import java.time.Duration;

/**
 * @param heartbeat told to clients
 * @param directoryWait how long CONNECTED waits for the directory; then the write is pending
 * @param maxConnections beyond it a CONNECT is answered with GOAWAY
 */
public record AttachSettings(Duration heartbeat, Duration directoryWait, int maxConnections) {
  /** A client must not wait long for Redis: it can be reached without. */
  public static final Duration DIRECTORY_WAIT = Duration.ofMillis(200);

  /** Sessions of one user; the next one ends the oldest. */
  static final int SESSIONS_OF_A_USER = 16;
}
