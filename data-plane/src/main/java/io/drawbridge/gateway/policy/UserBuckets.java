package io.drawbridge.gateway.policy;

import io.drawbridge.gateway.admission.TokenBucket;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.policy.Limit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bucket for each user that has sent lately; a full bucket is as good as none and is forgotten.
 * Threads: any, without locks but for a user's first message.
 */
final class UserBuckets {
  /** Users that are limited one by one; the others share one bucket of the same size. */
  static final int MAX_USERS = 100_000;

  private final Map<UserKey, TokenBucket> byUser = new ConcurrentHashMap<>();
  private final TokenBucket others;
  private final Limit limit;
  private final LongSupplier nanoClock;

  UserBuckets(Limit limit, LongSupplier nanoClock) {
    this.limit = limit;
    this.nanoClock = nanoClock;
    this.others = bucket();
  }

  TokenBucket of(UserKey user) {
    @Nullable TokenBucket known = byUser.get(user);
    if (known != null) {
      return known;
    }
    return byUser.size() >= MAX_USERS ? others : byUser.computeIfAbsent(user, _ -> bucket());
  }

  int size() {
    return byUser.size();
  }

  /** Forgets who has not sent for long. */
  void sweep() {
    byUser.values().removeIf(TokenBucket::isFull);
  }

  private TokenBucket bucket() {
    return new TokenBucket(limit.rate(), limit.burstOrDefault(), nanoClock);
  }
}
