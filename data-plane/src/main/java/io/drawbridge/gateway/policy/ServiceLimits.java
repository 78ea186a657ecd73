package io.drawbridge.gateway.policy;

import io.drawbridge.gateway.admission.TokenBucket;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.policy.TierName;
import java.util.List;

/** The limits that messages of one service are held against. Threads: any; allocates nothing. */
final class ServiceLimits {
  private final TokenBucket[] shared;
  private final String[] sharedNames;
  private final UserBuckets[] byUser;
  private final String[] userNames;

  ServiceLimits(List<Throttle> throttles, String app, String service, TierName tier) {
    List<Throttle> matching =
        throttles.stream().filter(each -> each.takes(app, service, tier)).toList();
    List<Throttle> ofUsers = matching.stream().filter(Throttle::isPerUser).toList();
    List<Throttle> ofAll = matching.stream().filter(each -> !each.isPerUser()).toList();
    shared =
        ofAll.stream().map(each -> each.shared(app, service, tier)).toArray(TokenBucket[]::new);
    sharedNames = ofAll.stream().map(Throttle::name).toArray(String[]::new);
    byUser = ofUsers.stream().map(Throttle::users).toArray(UserBuckets[]::new);
    userNames = ofUsers.stream().map(Throttle::name).toArray(String[]::new);
  }

  /**
   * Takes a token of each limit if all have one. Another loop may be faster between the look and
   * the taking: the limits before that one have then counted a message that was refused.
   *
   * @return nanoseconds until the fullest limit has one; 0 = taken
   */
  long take(UserKey user) {
    long wait = nanosUntilNext(user);
    if (wait > 0) {
      return wait;
    }
    for (TokenBucket bucket : shared) {
      if (!bucket.take()) {
        return Math.max(1, bucket.nanosUntilNext());
      }
    }
    for (UserBuckets users : byUser) {
      TokenBucket bucket = users.of(user);
      if (!bucket.take()) {
        return Math.max(1, bucket.nanosUntilNext());
      }
    }
    return 0;
  }

  private long nanosUntilNext(UserKey user) {
    long wait = 0;
    for (TokenBucket bucket : shared) {
      wait = Math.max(wait, bucket.nanosUntilNext());
    }
    for (UserBuckets users : byUser) {
      wait = Math.max(wait, users.of(user).nanosUntilNext());
    }
    return wait;
  }

  /** The limit without a token now, for people. */
  String exhausted(UserKey user) {
    for (int i = 0; i < shared.length; i++) {
      if (shared[i].nanosUntilNext() > 0) {
        return sharedNames[i];
      }
    }
    for (int i = 0; i < byUser.length; i++) {
      if (byUser[i].of(user).nanosUntilNext() > 0) {
        return userNames[i];
      }
    }
    return "a limit";
  }
}
