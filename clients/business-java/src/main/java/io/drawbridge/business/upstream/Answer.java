package io.drawbridge.business.upstream;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.RefusalReason;
import java.time.Duration;
import java.util.Optional;

/** What the business does with one message. */
public sealed interface Answer {
  /** The message is the business's responsibility now. */
  static Answer accepted() {
    return Accepted.WITHOUT_REPLY;
  }

  /**
   * Accepted, and {@code reply} goes back to the session as an ACKED push. Not a promise: a reply
   * may be lost with its gateway, and a repeat gets none.
   */
  static Answer acceptedWithReply(ByteString reply) {
    return new Accepted(Optional.of(reply));
  }

  /**
   * Not now: the client keeps this message and all later ones of the lane, and sends them again.
   */
  static Answer busy(Duration retryAfter, String text) {
    return new Refused(RefusalReason.BUSINESS_BUSY, retryAfter, false, text);
  }

  /** Never: the client's application is told, and the lane goes on with the next message. */
  static Answer invalid(String text) {
    return new Refused(RefusalReason.INVALID, Duration.ZERO, true, text);
  }

  /**
   * Refused because the lane's client has connected again since: the message comes from a gateway
   * that was cut off, and nobody waits for the answer.
   */
  static Answer overtaken() {
    return Refused.OVERTAKEN;
  }

  /** See {@link #accepted()}. */
  record Accepted(Optional<ByteString> reply) implements Answer {
    private static final Accepted WITHOUT_REPLY = new Accepted(Optional.empty());
  }

  /**
   * See {@link #busy}, {@link #invalid} and {@link #overtaken}.
   *
   * @param retryAfter at most 49 days
   * @param isFinal true: never to be sent again
   * @param text one sentence for the client's developer
   */
  record Refused(RefusalReason reason, Duration retryAfter, boolean isFinal, String text)
      implements Answer {
    private static final long MAX_MILLIS = 0xFFFF_FFFFL;
    private static final Answer OVERTAKEN =
        new Refused(
            RefusalReason.STALE_CONNECTION,
            Duration.ofSeconds(1),
            false,
            "this client has connected again since");

    public Refused {
      if (retryAfter.isNegative() || retryAfter.toMillis() > MAX_MILLIS) {
        throw new IllegalArgumentException(
            "retryAfter: " + retryAfter + " (expected: 0 to " + MAX_MILLIS + " ms)");
      }
      if (reason == RefusalReason.REFUSAL_REASON_UNSPECIFIED
          || reason == RefusalReason.UNRECOGNIZED) {
        throw new IllegalArgumentException("reason: " + reason + " (expected: a reason)");
      }
    }
  }
}
