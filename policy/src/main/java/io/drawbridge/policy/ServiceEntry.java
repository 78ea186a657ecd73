package io.drawbridge.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * One business service as operators write it.
 *
 * @param id its number in client frames, unique within the app
 * @param name for people and logs, unique within the app
 * @param target where its instances are, as {@link ServiceTarget} reads it
 * @param timeLimit how long an instance may take to answer a batch
 * @param maxInFlight messages that each event loop may have with all its instances, unanswered
 * @param targetWait how much longer than usual an answer may take, on average, before the business
 *     counts as overloaded
 */
public record ServiceEntry(
    int id,
    String name,
    String app,
    String target,
    TierName tier,
    Duration timeLimit,
    Optional<Integer> maxInFlight,
    Optional<Duration> targetWait) {
  private static final int MAX_ID = 65_535; // u16 in a frame
  private static final int MOST_IN_FLIGHT = 1 << 20;
  private static final Duration MAX_TIME_LIMIT = Duration.ofMinutes(5);

  public ServiceEntry {
    if (id < 1 || id > MAX_ID) {
      throw new IllegalArgumentException("id: " + id + " (expected: 1 to " + MAX_ID + ")");
    }
    Names.requireName("name", name);
    Names.requireName("app", app);
    ServiceTarget _ = ServiceTarget.parse(target);
    requireTime("timeLimit", timeLimit);
    maxInFlight.ifPresent(ServiceEntry::requireMaxInFlight);
    targetWait.ifPresent(wait -> requireTime("targetWait", wait));
  }

  /** Where its instances are. */
  public ServiceTarget instances() {
    return ServiceTarget.parse(target);
  }

  private static void requireTime(String key, Duration time) {
    if (time.isZero() || time.compareTo(MAX_TIME_LIMIT) > 0) {
      throw new IllegalArgumentException(key + ": " + time.toMillis() + "ms (expected: 1ms to 5m)");
    }
  }

  private static void requireMaxInFlight(int messages) {
    if (messages < 1 || messages > MOST_IN_FLIGHT) {
      throw new IllegalArgumentException(
          "maxInFlight: " + messages + " (expected: 1 to " + MOST_IN_FLIGHT + ")");
    }
  }
}
