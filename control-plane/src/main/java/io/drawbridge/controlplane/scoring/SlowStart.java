package io.drawbridge.controlplane.scoring;

import java.time.Duration;

/**
 * A cold process gets a tenth of its share at first and all of it after two minutes, so that new
 * code is warm when the crowd comes. The form is Envoy's slow start with aggression 1.
 */
final class SlowStart {
  static final Duration WINDOW = Duration.ofMinutes(2);
  static final double MIN = 0.10;

  private SlowStart() {}

  static double factor(Duration sinceStart) {
    double share = (double) sinceStart.toMillis() / WINDOW.toMillis();
    return Math.clamp(share, MIN, 1.0);
  }
}
