package io.drawbridge.client.session;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.wire.CloseReason;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ended.
 *
 * @param code of {@link CloseReason}, or one that only a newer gateway knows
 * @param reconnects whether the client dials again
 * @param notBeforeNanos least delay before that dial
 * @param turnedAway the GOAWAY that answered CONNECT, if it was that
 */
record SessionEnd(
    int code, String text, boolean reconnects, long notBeforeNanos, @Nullable GoAway turnedAway) {
  static SessionEnd lost(CloseReason reason, String text) {
    return new SessionEnd(reason.code(), text, true, 0, null);
  }

  static SessionEnd closedByGateway(Close close) {
    return new SessionEnd(
        close.getCode(),
        close.getText(),
        CloseReason.reconnects(close.getCode()),
        TimeUnit.MILLISECONDS.toNanos(Integer.toUnsignedLong(close.getRetryAfterMillis())),
        null);
  }

  static SessionEnd turnedAway(GoAway goAway) {
    return new SessionEnd(
        CloseReason.OVERLOADED.code(), "turned away: " + goAway.getReason(), true, 0, goAway);
  }

  /**
   * True: the session is over, or this client ended it because the gateway broke the protocol. No
   * later connection resumes it.
   */
  boolean endsSession() {
    return code == CloseReason.SESSION_LOST.code()
        || code == CloseReason.INTERNAL_ERROR.code()
        || !CloseReason.reconnects(code);
  }

  String describe() {
    String name = CloseReason.of(code).map(Enum::name).orElse("code " + code);
    return text.isEmpty() ? name : name + ": " + text;
  }
}
