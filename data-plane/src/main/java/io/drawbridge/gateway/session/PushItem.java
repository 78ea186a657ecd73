package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import io.drawbridge.wire.PushId;
import org.jspecify.annotations.Nullable;

/**
 * A push on its way to one session.
 *
 * @param acknowledged true: ACKED; false: FIRE_AND_FORGET
 * @param deadlineNanos not given a number after this, on the gateway's nano clock
 * @param replyTo the client message it answers, or null
 */
public record PushItem(
    PushId id,
    ByteString body,
    boolean acknowledged,
    long deadlineNanos,
    @Nullable ReplyTo replyTo,
    FateListener fate) {

  /** The client message that a push answers. */
  public record ReplyTo(int service, long seq) {}

  /** Hears what became of the push in one session. Called once, on the session's loop. */
  public interface FateListener {
    void fate(SessionId session, Fate fate, String text);
  }

  /** What became of a push in one session. */
  public enum Fate {
    DELIVERED,
    SENT,
    DROPPED,
    SLOW_CONSUMER,
    EXPIRED,
    /** The session ended before the client acknowledged. */
    UNKNOWN,
    /** The session was over before the push came. */
    NOT_HERE
  }
}
