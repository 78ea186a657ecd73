package io.drawbridge.gateway.directory;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides from what is seen of Redis whether it is reachable, and whether its misses can be
 * believed. Plain logic. Threads: any, one at a time.
 */
final class RedisWatch {
  /** One missed answer is a pause somewhere, even our own; three in a row are not. */
  private static final int FAILURES_UNTIL_UNREACHABLE = 3;

  private static final DirectoryState REACHABLE = new DirectoryState.Reachable();

  private final Duration distrust;
  private final LongSupplier nanoClock;
  private DirectoryState state = new DirectoryState.Unreachable("not connected yet");
  private String replicationId = ""; // "" until Redis was seen
  private int failures;
  private long trustworthyAtNanos;

  RedisWatch(Duration distrust, LongSupplier nanoClock) {
    this.distrust = distrust;
    this.nanoClock = nanoClock;
    this.trustworthyAtNanos = nanoClock.getAsLong();
  }

  synchronized DirectoryState state() {
    return state;
  }

  /** "" until Redis was seen. */
  synchronized String replicationId() {
    return replicationId;
  }

  synchronized boolean missIsTrustworthy() {
    return state instanceof DirectoryState.Reachable
        && nanoClock.getAsLong() - trustworthyAtNanos >= 0;
  }

  /**
   * True if entries may be lost: Redis was away, or is not the one it was. The first time there is
   * nothing to lose of ours; but others' entries are missing while a young Redis fills up.
   */
  synchronized boolean answered(RedisSelf self) {
    boolean first = replicationId.isEmpty();
    boolean suspicious =
        !(state instanceof DirectoryState.Reachable) || !self.replicationId().equals(replicationId);
    failures = 0;
    state = REACHABLE;
    replicationId = self.replicationId();
    if (suspicious) {
      distrustFor(first ? distrust.minus(self.uptime()) : distrust);
    }
    return suspicious && !first;
  }

  synchronized void unanswered(String why) {
    failures++;
    if (failures >= FAILURES_UNTIL_UNREACHABLE) {
      disconnected(why);
    }
  }

  synchronized void disconnected(String why) {
    if (state instanceof DirectoryState.Reachable || replicationId.isEmpty()) {
      state = new DirectoryState.Unreachable(why); // keeps the first reason, it is the cause
    }
  }

  private void distrustFor(Duration duration) {
    trustworthyAtNanos = nanoClock.getAsLong() + duration.toNanos();
  }

  /** What Redis tells about itself. */
  record RedisSelf(String replicationId, Duration uptime) {
    /** Throws {@link IllegalArgumentException} if {@code info} is not the answer to INFO. */
    static RedisSelf parse(String info) {
      String replicationId = "";
      long uptimeSeconds = -1;
      for (String line : info.lines().toList()) {
        if (line.startsWith("master_replid:")) {
          replicationId = line.substring("master_replid:".length()).strip();
        } else if (line.startsWith("uptime_in_seconds:")) {
          uptimeSeconds = Long.parseLong(line.substring("uptime_in_seconds:".length()).strip());
        }
      }
      if (replicationId.isEmpty() || uptimeSeconds < 0) {
        throw new IllegalArgumentException(
            "INFO: no master_replid or uptime_in_seconds (expected: both)");
      }
      return new RedisSelf(replicationId, Duration.ofSeconds(uptimeSeconds));
    }
  }
}
