package io.drawbridge.business.push;

import java.time.Duration;

/**
 * Bounds of one {@link PushClient}.
 *
 * @param inFlightPushes unanswered pushes; more are answered UNAVAILABLE at once
 * @param inFlightBytes bodies of unanswered pushes; one push of any size fits when there is no
 *     other
 * @param answerWithin how long after its deadline an answer is waited for; then it is UNKNOWN. An
 *     ACKED push that a session took before the deadline may be answered after it
 */
public record PushLimits(int inFlightPushes, long inFlightBytes, Duration answerWithin) {
  /** About a second of traffic of a busy sender, and twice what a gateway lets a client hold. */
  public static final PushLimits DEFAULT =
      new PushLimits(10_000, 16L << 20, Duration.ofSeconds(30));

  public PushLimits {
    if (inFlightPushes < 1 || inFlightBytes < 1) {
      throw new IllegalArgumentException(
          "in flight: "
              + inFlightPushes
              + " pushes, "
              + inFlightBytes
              + " bytes (expected: >= 1 each)");
    }
    if (answerWithin.isNegative()) {
      throw new IllegalArgumentException("answerWithin: " + answerWithin + " (expected: >= 0)");
    }
  }
}
