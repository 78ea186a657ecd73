package io.drawbridge.controlplane.scoring;

import io.drawbridge.controlplane.scoring.Pressure.Level;
import java.time.Duration;

/**
 * Slow start of a gateway that comes back from {@link Level#OVERLOADED}: whoever gets its whole
 * share at once is full again at once.
 */
final class Comeback {
  private Level last = Level.UP;
  private boolean isBack;
  private long sinceNanos;

  /** Goes on from a factor that another replica has published. */
  void startFrom(double factor, long nowNanos) {
    isBack = factor < 1;
    sinceNanos = nowNanos - (long) (factor * SlowStart.WINDOW.toNanos());
  }

  /** 1 for who has never been away, or for long not. */
  double factor(Level now, long nowNanos) {
    if (last == Level.OVERLOADED && now != Level.OVERLOADED) {
      isBack = true;
      sinceNanos = nowNanos;
    }
    last = now;
    return isBack ? SlowStart.factor(Duration.ofNanos(nowNanos - sinceNanos)) : 1;
  }
}
