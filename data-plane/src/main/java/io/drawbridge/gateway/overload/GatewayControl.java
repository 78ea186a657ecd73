package io.drawbridge.gateway.overload;

import io.drawbridge.proto.handover.v1.HandedLevel;
import java.time.Duration;

/**
 * Decides what the gateway itself admits, by how late it is: by how long messages wait in it, and
 * how late its loops run. A business that keeps messages waiting is not its lateness. Threads: one.
 */
final class GatewayControl {
  /** Of what is admitted, when it is too much (DAGOR's alpha). */
  static final double CUT = 0.05;

  /** Of what is offered, when it is not (DAGOR's beta). */
  static final double RISE = 0.01;

  /** A single late window is a pause of the collector or of the machine, not load. */
  static final int LATE_WINDOWS = 2;

  /** A handful of messages has no mean to judge by. */
  static final int FEWEST_MESSAGES = 50;

  private final long targetNanos;
  private final LevelControl level = new LevelControl();
  private int late;

  GatewayControl(Duration target) {
    targetNanos = target.toNanos();
  }

  int level() {
    return level.level();
  }

  /** Goes on where another process stopped. */
  void goOnAs(HandedLevel handed) {
    level.goOnAt(handed.getLevel());
  }

  /** The level for the next window. */
  int next(Window window, double meanLagNanos) {
    boolean isLate =
        window.answered() >= FEWEST_MESSAGES
            && Math.max(window.meanNanos(), meanLagNanos) > targetNanos;
    late = isLate ? late + 1 : 0;
    if (late >= LATE_WINDOWS) {
      level.cutTo((1 - CUT) * window.upTo(level.level()), window);
    } else if (!isLate && !level.admitsAll()) {
      level.raiseTo(window.upTo(level.level()) + RISE * window.offered().inAll(), window);
    }
    return level.level();
  }
}
