package io.drawbridge.policy;

import java.util.List;
import java.util.Optional;

/**
 * Which messages: those that match everything that is given.
 *
 * @param apps any of them
 * @param services names of services, any of them
 * @param tiers any of them
 */
public record Match(
    Optional<List<String>> apps, Optional<List<String>> services, Optional<List<TierName>> tiers) {
  static final int MAX_NAMES = 256;

  public Match {
    apps.ifPresent(names -> Names.requireNames("apps", names, MAX_NAMES));
    services.ifPresent(names -> Names.requireNames("services", names, MAX_NAMES));
    if (tiers.isPresent() && tiers.get().isEmpty()) {
      throw new IllegalArgumentException("tiers: empty (expected: one of them, or no such key)");
    }
  }

  /** True if messages of this service are among them. */
  public boolean takes(String app, String service, TierName tier) {
    return apps.map(names -> names.contains(app)).orElse(true)
        && services.map(names -> names.contains(service)).orElse(true)
        && tiers.map(names -> names.contains(tier)).orElse(true);
  }
}
