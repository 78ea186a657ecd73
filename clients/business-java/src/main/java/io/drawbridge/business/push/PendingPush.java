package io.drawbridge.business.push;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A push that is not answered yet. Threads: the sender's, except {@link #result}. */
final class PendingPush {
  final Push push;
  final CompletableFuture<PushResult> result = new CompletableFuture<>();
  private final long expiresAtNanos;

  PendingPush(Push push, long nowNanos) {
    this.push = push;
    expiresAtNanos = nowNanos + push.deadline().toNanos();
  }

  /** Until when it may still be sent. */
  boolean expired(long nowNanos) {
    return nowNanos - expiresAtNanos >= 0;
  }

  /** True when nobody waits for its answer any longer. */
  boolean overdue(long nowNanos, long answerWithinNanos) {
    return nowNanos - expiresAtNanos >= answerWithinNanos;
  }

  /** What is left of the deadline, at least 1 because 0 means the gateway's default. */
  long remainingMillis(long nowNanos) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(expiresAtNanos - nowNanos));
  }

  int size() {
    return push.body().size();
  }
}
