package io.drawbridge.policy;

import io.drawbridge.process.config.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One measure of a degradation, or several that belong together.
 *
 * @param heartbeat clients are told to ping only so often
 * @param refuse tiers whose messages are refused; never the critical one
 * @param dropForgettable true: pushes that need no acknowledgement are dropped
 * @param maxBody the largest body of a client's message
 * @param refuseNewSessions true: only those who resume come in; others are sent elsewhere
 */
public record Rung(
    Optional<Duration> heartbeat,
    Optional<List<TierName>> refuse,
    Optional<Boolean> dropForgettable,
    Optional<ByteSize> maxBody,
    Optional<Boolean> refuseNewSessions) {
  /** Clients are told whole seconds, and are silent for minutes at most. */
  static final Duration MIN_HEARTBEAT = Duration.ofSeconds(1);

  static final Duration MAX_HEARTBEAT = Duration.ofMinutes(4);
  static final int MIN_BODY = 256;

  public Rung {
    if (Stream.of(heartbeat, refuse, dropForgettable, maxBody, refuseNewSessions)
        .allMatch(Optional::isEmpty)) {
      throw new IllegalArgumentException(
          "a rung without a measure (expected: heartbeat, refuse, drop-forgettable, max-body or"
              + " refuse-new-sessions)");
    }
    if (heartbeat.isPresent()
        && (heartbeat.get().compareTo(MIN_HEARTBEAT) < 0
            || heartbeat.get().compareTo(MAX_HEARTBEAT) > 0)) {
      throw new IllegalArgumentException(
          "heartbeat: " + heartbeat.get().toMillis() + "ms (expected: 1s to 4m)");
    }
    if (refuse.isPresent()
        && (refuse.get().isEmpty() || refuse.get().contains(TierName.CRITICAL))) {
      throw new IllegalArgumentException(
          "refuse: "
              + refuse.get()
              + " (expected: some of interactive, standard, background; critical is never refused)");
    }
    if (maxBody.isPresent() && maxBody.get().bytes() < MIN_BODY) {
      throw new IllegalArgumentException(
          "maxBody: " + maxBody.get() + " (expected: >= " + MIN_BODY + "B)");
    }
  }
}
