package io.drawbridge.wire;

import java.util.Optional;

/**
 * Why a connection ended: the one list from which come the CLOSE frame's code, the WebSocket close
 * code, the log line, the metric label and the row in docs/errors.md.
 *
 * <p>3000 to 3499: the client reconnects. 3500 to 3999: it does not.
 */
public enum CloseReason {
  /** The gateway stops. */
  SHUTDOWN(3000),
  /** Nothing was received within the heartbeat deadline. */
  HEARTBEAT_TIMEOUT(3001),
  /** No CONNECT within 5 s of the connection's opening. */
  CONNECT_TIMEOUT(3002),
  /** The client did not read what was written for too long. */
  SLOW_CONSUMER(3003),
  /** The gateway is at a limit. */
  OVERLOADED(3004),
  /** The session could not be taken over; a new dial starts afresh. */
  SESSION_LOST(3005),
  /** The token has expired; come back with a fresh one. */
  TOKEN_EXPIRED(3006),
  /** A defect of the gateway. */
  INTERNAL_ERROR(3007),
  /** The session lives on another gateway now. */
  MOVED(3008),
  /** The client acknowledged nothing for too long. */
  NOT_ACKNOWLEDGING(3009),
  /** The transport ended without a CLOSE. Never sent. */
  CONNECTION_LOST(3010),
  /** The client followed a GOAWAY or the gateway's time for it was over. */
  GONE_AWAY(3011),
  /** A frame had begun and came too slowly. */
  FRAME_TIMEOUT(3012),

  /** Bytes that are not this protocol, or not at this point. */
  PROTOCOL(3500),
  /** Another version of the client protocol. */
  UNSUPPORTED_VERSION(3501),
  /** A frame larger than the limits allow. */
  FRAME_TOO_LARGE(3502),
  /** The token is not acceptable. */
  BAD_TOKEN(3503),
  /** A newer dial of the same client instance took over. */
  REPLACED(3504),
  /** The user has too many sessions; this was the oldest. */
  TOO_MANY_SESSIONS(3505),
  /** The business closed it. */
  CLOSED_BY_BUSINESS(3506),
  /** The token was revoked. */
  REVOKED(3507),
  /** The client says goodbye. */
  CLIENT_LEFT(3508);

  private static final int FIRST_RECONNECT = 3000;
  private static final int FIRST_FINAL = 3500;
  private static final int LAST = 3999;

  private final int code;

  CloseReason(int code) {
    this.code = code;
  }

  /** The number in CLOSE frames; also the WebSocket close code. */
  public int code() {
    return code;
  }

  /** True when the client is meant to connect again. */
  public boolean reconnects() {
    return reconnects(code);
  }

  /** The reason with this code; empty for one that only newer peers know. */
  public static Optional<CloseReason> of(int code) {
    for (CloseReason reason : values()) {
      if (reason.code == code) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }

  /** What a client does about any code, known or not: outside 3500 to 3999 it reconnects. */
  public static boolean reconnects(int code) {
    return code < FIRST_FINAL || code > LAST;
  }

  /** True for codes that CLOSE may carry. */
  public static boolean isCode(int code) {
    return code >= FIRST_RECONNECT && code <= LAST;
  }
}
