package io.drawbridge.gateway.overload;

import java.time.Duration;

/**
 * How a gateway controls its load.
 *
 * @param target how late the gateway itself may be on average: a message's way through it, or a
 *     loop's periodic task
 */
public record OverloadSettings(Mode mode, Duration target) {
  public OverloadSettings {
    if (!target.isPositive()) {
      throw new IllegalArgumentException("overload.target: " + target + " (expected: > 0)");
    }
  }
}
