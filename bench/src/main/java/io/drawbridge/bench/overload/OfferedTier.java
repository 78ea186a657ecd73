package io.drawbridge.bench.overload;

import java.util.Locale;

/**
 * The tiers of the offered load, each a service of its own. Critical alone stays below what the
 * business can do even at ten times that.
 */
public enum OfferedTier {
  CRITICAL(1, 1),
  INTERACTIVE(2, 5),
  STANDARD(3, 6),
  BACKGROUND(4, 8);

  private static final int ALL_TWENTIETHS = 20;

  private final int service;
  private final int twentieths;

  OfferedTier(int service, int twentieths) {
    this.service = service;
    this.twentieths = twentieths;
  }

  /** The tier of a client: of every 20 in a row, each tier has its share. */
  static OfferedTier of(int client) {
    int left = client % ALL_TWENTIETHS;
    for (OfferedTier tier : values()) {
      left -= tier.twentieths;
      if (left < 0) {
        return tier;
      }
    }
    throw new IllegalStateException("shares: less than 20 twentieths (expected: 20)");
  }

  /** The tier of the service with this number. */
  static OfferedTier ofService(int service) {
    for (OfferedTier tier : values()) {
      if (tier.service == service) {
        return tier;
      }
    }
    throw new IllegalArgumentException("service: " + service + " (expected: a tier's)");
  }

  /** Number of its service. */
  public int service() {
    return service;
  }

  /** As in services files and in keys of figures. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
