package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import io.drawbridge.wire.PushId;
import java.nio.ByteBuffer;
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

  /** For a push whose pusher has been answered, or is served elsewhere. */
  public static final FateListener NOBODY_WAITS = (session, fate, movedTo) -> {};

  /** The client message that a push answers. */
  public record ReplyTo(int service, long seq) {}

  /** Hears what became of the push in one session. Called once, on the session's loop. */
  public interface FateListener {
    /**
     * Told.
     *
     * @param movedTo with {@link Fate#MOVED} the gateway that has the session now, else empty
     */
    void fate(SessionId session, Fate fate, String movedTo);
  }

  /** What became of a push in one session. */
  public enum Fate {
    DELIVERED,
    SENT,
    DROPPED,
    SLOW_CONSUMER,
    EXPIRED,
    /** The client is away; the session keeps the push. Whoever repeats it later hears more. */
    HELD,
    /** The session ended before the client acknowledged. */
    UNKNOWN,
    /** The session was over before the push was sent. */
    NOT_HERE,
    /** Another gateway has the session, and knows the push if it was numbered: ask there. */
    MOVED
  }

  /** An id from the 16 bytes of a message. */
  public static PushId idOf(ByteString bytes) {
    ByteBuffer id = bytes.asReadOnlyByteBuffer();
    return new PushId(id.getLong(), id.getLong());
  }

  /** The 16 bytes of messages. */
  public static ByteString bytesOf(PushId id) {
    ByteBuffer bytes = ByteBuffer.allocate(PushId.BYTES).putLong(id.high()).putLong(id.low());
    return ByteString.copyFrom(bytes.flip());
  }
}
