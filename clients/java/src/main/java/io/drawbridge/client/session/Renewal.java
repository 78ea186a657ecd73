package io.drawbridge.client.session;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * When the session needs a fresh token. The gateway says only once when authentication ends, and
 * answers no AUTH; from then on the tokens themselves tell, as far as they can be read.
 *
 * <pre>
 *   CONNECTED --- 0.8 of the time left, or at once ---> asked --fresh--> 0.8 of the new time ...
 *                                                         ^  |
 *                                                   pause |  | none to be had
 *                                                         +--+  1, 2, 4 ... 30 s
 * </pre>
 *
 * Not thread-safe.
 */
final class Renewal {
  /** A resumed session with less than this is on its expired token, and on sufferance. */
  static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(60);

  static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Part of the time left after which a fresh token is asked for. */
  private static final double RENEW_AT = 0.8;

  private final Backoff backoff;
  private String token = "";
  private long lifeNanos;
  private long endsNanos = Long.MAX_VALUE;
  private long dueNanos = Long.MAX_VALUE;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private boolean asked;

  Renewal(Backoff backoff) {
    this.backoff = backoff;
  }

  /** The gateway has taken {@code accepted}; it counts for {@code leftNanos}, 0 = for ever. */
  void accepted(String accepted, long leftNanos, boolean resumed, long nowNanos) {
    token = accepted;
    if (leftNanos > 0) {
      lifeNanos = leftNanos;
      endsNanos = nowNanos + leftNanos;
      boolean atOnce = resumed && leftNanos <= SOON_NANOS;
      dueNanos = atOnce ? nowNanos : nowNanos + (long) (leftNanos * RENEW_AT);
    }
  }

  boolean isDue(long nowNanos) {
    return nowNanos >= dueNanos;
  }

  long nextDueNanos() {
    return dueNanos;
  }

  /** A fresh token is asked for: nothing is due until the answer. */
  void asked() {
    asked = true;
    dueNanos = Long.MAX_VALUE;
  }

  /** No fresh token is to be had now. Without a question it answers one of an earlier session. */
  void failed(long nowNanos) {
    if (asked) {
      asked = false;
      dueNanos = nowNanos + backoff.stretched(pauseNanos);
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }
  }

  /** Takes the answer; true: it lasts longer than the token in use and is to be sent. */
  boolean take(String fresh, long nowNanos) {
    if (!asked) {
      return false; // of an earlier session: this one began with a token of its own
    }
    long leftNanos = leftNanos(fresh, nowNanos);
    if (fresh.equals(token) || leftNanos <= 0) {
      failed(nowNanos);
      return false;
    }
    asked = false;
    token = fresh;
    endsNanos = nowNanos + leftNanos;
    dueNanos = nowNanos + Math.max(FIRST_PAUSE_NANOS, (long) (leftNanos * RENEW_AT));
    pauseNanos = FIRST_PAUSE_NANOS;
    return true;
  }

  /**
   * From now to the end of {@code fresh}; 0 when that is no later than the end of the one in use.
   * By the tokens' own times alone: a device's clock may be wrong by years.
   */
  private long leftNanos(String fresh, long nowNanos) {
    Optional<TokenTimes> old = TokenTimes.of(token);
    Optional<TokenTimes> young = TokenTimes.of(fresh);
    if (old.isEmpty() || young.isEmpty()) {
      return lifeNanos; // as long as the first one told by the gateway
    }
    long laterNanos = young.get().laterNanos(old.get());
    if (laterNanos <= 0) {
      return 0;
    }
    long leftNanos = Math.max(0, endsNanos - nowNanos) + laterNanos;
    return Math.min(leftNanos, young.get().lifeNanos());
  }
}
