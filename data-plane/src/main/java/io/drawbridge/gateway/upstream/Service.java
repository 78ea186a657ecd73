package io.drawbridge.gateway.upstream;

import io.drawbridge.policy.ServiceEntry;
import io.drawbridge.policy.ServiceTarget;
import io.drawbridge.proto.client.v1.Tier;
import java.time.Duration;

/**
 * One business service as this gateway knows it.
 *
 * @param id its number in client frames, 1 to 65535, unique within the app
 * @param name for people and logs, unique within the app
 * @param target where its instances are
 * @param timeLimit how long an instance may take to answer a batch
 * @param maxInFlight messages that each event loop may have with all its instances, unanswered
 * @param targetWait how much longer than usual an answer may take, on average, before the business
 *     counts as overloaded
 */
public record Service(
    String app,
    int id,
    String name,
    ServiceTarget target,
    Tier tier,
    Duration timeLimit,
    int maxInFlight,
    Duration targetWait) {
  /** Twice what an instance's stream takes by the Java library's default. */
  static final int DEFAULT_MAX_IN_FLIGHT = 8_192;

  /** A pause that nobody minds, and many answers of most businesses. */
  static final Duration DEFAULT_TARGET_WAIT = Duration.ofMillis(20);

  /** As an operator wrote it. */
  static Service of(ServiceEntry entry) {
    return new Service(
        entry.app(),
        entry.id(),
        entry.name(),
        entry.instances(),
        Tier.valueOf(entry.tier().name()),
        entry.timeLimit(),
        entry.maxInFlight().orElse(DEFAULT_MAX_IN_FLIGHT),
        entry.targetWait().orElse(DEFAULT_TARGET_WAIT));
  }
}
