package io.drawbridge.gateway.policy;

import io.drawbridge.gateway.admission.TokenBucket;
import io.drawbridge.policy.Limit;
import io.drawbridge.policy.Limit.Per;
import io.drawbridge.policy.TierName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** One limit of a policy with its buckets, which all loops share. Threads: any. */
final class Throttle {
  /** Apps or services of one limit; a gateway knows so many services at most. */
  static final int MAX_BUCKETS = 2_048;

  private final String policy;
  private final Limit limit;
  private final LongSupplier nanoClock;
  private final Map<List<String>, TokenBucket> shared = new ConcurrentHashMap<>();
  private final UserBuckets users;

  Throttle(String policy, Limit limit, LongSupplier nanoClock) {
    this.policy = policy;
    this.limit = limit;
    this.nanoClock = nanoClock;
    this.users = new UserBuckets(limit, nanoClock);
  }

  /** True if it is this limit: its buckets go on then. */
  boolean is(String otherPolicy, Limit other) {
    return policy.equals(otherPolicy) && limit.equals(other);
  }

  /** For people: the policy and the limit. */
  String name() {
    return policy + "/" + limit.name();
  }

  boolean takes(String app, String service, TierName tier) {
    return limit.match().map(match -> match.takes(app, service, tier)).orElse(true);
  }

  boolean isPerUser() {
    return limit.per() == Per.USER;
  }

  UserBuckets users() {
    return users;
  }

  /** The bucket that messages of a service share; not for limits by user. */
  TokenBucket shared(String app, String service, TierName tier) {
    List<String> key =
        switch (limit.per()) {
          case GATEWAY -> List.of();
          case TIER -> List.of(tier.name());
          case APP -> List.of(app);
          case SERVICE -> List.of(app, service);
          case USER -> throw new IllegalStateException(name() + ": a bucket for each user");
        };
    if (shared.size() >= MAX_BUCKETS) {
      shared.values().removeIf(TokenBucket::isFull);
    }
    return shared.computeIfAbsent(
        key, _ -> new TokenBucket(limit.rate(), limit.burstOrDefault(), nanoClock));
  }

  void sweep() {
    users.sweep();
  }
}
