package io.drawbridge.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How fast messages may come. A message must find room in every limit that matches it. */
public record ThrottlePolicy(String name, Selector where, List<Limit> limits) implements Policy {
  /** Each message is held against all of them. */
  public static final int MAX_LIMITS = 32;

  public ThrottlePolicy {
    Names.requireIdentity("name", name);
    if (limits.isEmpty() || limits.size() > MAX_LIMITS) {
      throw new IllegalArgumentException(
          "limits: " + limits.size() + " (expected: 1 to " + MAX_LIMITS + ")");
    }
    Set<String> names = new HashSet<>();
    for (Limit limit : limits) {
      if (!names.add(limit.name())) {
        throw new IllegalArgumentException(
            "limits: " + limit.name() + " twice (expected: each name once)");
      }
    }
  }
}
