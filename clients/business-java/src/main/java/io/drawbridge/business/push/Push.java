package io.drawbridge.business.push;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.PushMode;
import io.drawbridge.proto.business.v1.ReplyTo;
import io.drawbridge.proto.business.v1.SessionTarget;
import io.drawbridge.proto.business.v1.Target;
import java.time.Duration;
import java.util.Optional;

/**
 * One message to a user, a session, a room or everyone. Made by a {@code to…} method, changed by
 * {@code with…} methods, each of which answers a new one.
 *
 * @param id the same for every repeat of this push
 * @param mode {@code ACKED} unless said otherwise
 * @param body opaque bytes for the client, at most 1 MiB less the frame header
 * @param deadline when it is not worth delivering any more, from the call of {@link
 *     PushClient#push}; from 1 ms to 24 h
 * @param replyTo the client message that this answers, if any
 * @param collapseKey for {@code DURABLE}: a later push with the same key replaces this one while it
 *     is unread; empty = none, at most 64 bytes
 */
public record Push(
    PushId id,
    Target target,
    PushMode mode,
    ByteString body,
    Duration deadline,
    Optional<ReplyTo> replyTo,
    ByteString collapseKey) {
  /** Long enough for a reconnect of the recipient within its region. */
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  private static final Duration MAX_DEADLINE = Duration.ofHours(24);
  private static final int MAX_COLLAPSE_KEY_BYTES = 64;

  public Push {
    if (mode == PushMode.PUSH_MODE_UNSPECIFIED || mode == PushMode.UNRECOGNIZED) {
      throw new IllegalArgumentException(
          "mode: " + mode + " (expected: FIRE_AND_FORGET, ACKED or DURABLE)");
    }
    if (deadline.toMillis() < 1 || deadline.compareTo(MAX_DEADLINE) > 0) {
      throw new IllegalArgumentException(
          "deadline: " + deadline + " (expected: from 1 ms to " + MAX_DEADLINE + ")");
    }
    if (collapseKey.size() > MAX_COLLAPSE_KEY_BYTES) {
      throw new IllegalArgumentException(
          "collapseKey: "
              + collapseKey.size()
              + " bytes (expected: <= "
              + MAX_COLLAPSE_KEY_BYTES
              + ")");
    }
  }

  /** To all sessions of a user. */
  public static Push toUser(String user, ByteString body) {
    return to(Target.newBuilder().setUser(user).build(), PushMode.ACKED, body);
  }

  /** To one session of a user; {@code session} is the 16 bytes that came with its messages. */
  public static Push toSession(String user, ByteString session, ByteString body) {
    SessionTarget target = SessionTarget.newBuilder().setUser(user).setSession(session).build();
    return to(Target.newBuilder().setSession(target).build(), PushMode.ACKED, body);
  }

  /** To all members of a room, as {@code FIRE_AND_FORGET}. */
  public static Push toRoom(String room, ByteString body) {
    return to(Target.newBuilder().setRoom(room).build(), PushMode.FIRE_AND_FORGET, body);
  }

  /** To every session of the app, as {@code FIRE_AND_FORGET}. */
  public static Push toEveryone(ByteString body) {
    return to(Target.newBuilder().setEveryone(true).build(), PushMode.FIRE_AND_FORGET, body);
  }

  private static Push to(Target target, PushMode mode, ByteString body) {
    return new Push(
        PushId.random(), target, mode, body, DEFAULT_DEADLINE, Optional.empty(), ByteString.EMPTY);
  }

  /** The same push under the id of an earlier copy, so that a recipient gets one of them. */
  public Push withId(PushId newId) {
    return new Push(newId, target, mode, body, deadline, replyTo, collapseKey);
  }

  public Push withMode(PushMode newMode) {
    return new Push(id, target, newMode, body, deadline, replyTo, collapseKey);
  }

  public Push withDeadline(Duration newDeadline) {
    return new Push(id, target, mode, body, newDeadline, replyTo, collapseKey);
  }

  /** Marks it as the answer to message {@code seq} of a client's lane of {@code service}. */
  public Push withReplyTo(int service, long seq) {
    ReplyTo message = ReplyTo.newBuilder().setService(service).setSeq(seq).build();
    return new Push(id, target, mode, body, deadline, Optional.of(message), collapseKey);
  }

  public Push withCollapseKey(ByteString newCollapseKey) {
    return new Push(id, target, mode, body, deadline, replyTo, newCollapseKey);
  }

  /** What travels, with the rest of the deadline in milliseconds. */
  PushMessage toMessage(long number, long deadlineMillis) {
    PushMessage.Builder message =
        PushMessage.newBuilder()
            .setNumber(number)
            .setId(id.toBytes())
            .setTarget(target)
            .setMode(mode)
            .setBody(body)
            .setDeadlineMillis((int) deadlineMillis)
            .setCollapseKey(collapseKey);
    replyTo.ifPresent(message::setReplyTo);
    return message.build();
  }
}
