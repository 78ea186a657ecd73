package io.drawbridge.gateway.overload;

import io.drawbridge.proto.handover.v1.HandedLevel;

/**
 * Decides what a business is sent. It is overloaded when its answers take longer than usual by more
 * than it may, or when it has as much under way as it may and more is refused. Then it is sent what
 * it has answered, by importance; and what is under way is bounded by what it answers in the time
 * that it may take (Little's law), so that nobody waits behind a queue that was let in before.
 *
 * <p>DAGOR's cut of 5 % a window alone would take 45 windows from ten times to once what a business
 * can do; what it has just answered is what it can do. Threads: one.
 */
final class BusinessControl {
  /** Of what the business has answered, at most, while it is overloaded. */
  private static final double KEEP = 0.95;

  /** The same while it works off what waits: half of its time is for that. */
  private static final double KEEP_AT_LEAST = 0.5;

  /** Below this share of what it can do it is led back at once, above it step by step. */
  private static final double NEAR = 0.9;

  /** Of what is admitted, each window: how it is found out what it can do. */
  private static final double PROBE = 0.02;

  /** The same while its answers are nearly as fast as usual. */
  private static final double EASY_PROBE = 0.05;

  /** Refused for want of room: more than a moment's chance. */
  private static final double PRESSED = 0.05;

  /** Windows without an answer after which it hangs. */
  static final int SILENT_WINDOWS = 2;

  /** So many have a mean to judge by. */
  static final int MANY_ANSWERS = 20;

  /** Windows of fewer answers that are late, one after the other, before that counts. */
  static final int LATE_WINDOWS = 4;

  /** Fewer refused for want of room are a moment's chance. */
  private static final int FEWEST_REFUSED = 8;

  /** Windows of slow answers, however little it is sent, after which that is how it is now. */
  static final int SLOW_WINDOWS = 20;

  /** Windows without overload after which it counts as free. */
  static final int CALM_WINDOWS = 40;

  /** What any business may have under way with each loop. */
  static final int FEWEST_UNDER_WAY = 8;

  /** The same with all loops while it was never overloaded: a burst is no overload. */
  static final int FREE_UNDER_WAY = 2_048;

  /** While it is not overloaded it may have so many times as much under way as it needs. */
  private static final int FREE_FACTOR = 8;

  /** Messages do not come evenly. */
  private static final double BURST = 2;

  private static final double DRIFT = 1.01;

  /** Of what it can do: a pause of its collector is not what it can do. */
  private static final double FALLING = 0.2;

  private static final double RISING = 0.5;

  private final LevelControl level = new LevelControl();
  private final long extraNanos;
  private double usualNanos;
  private double perSecond;
  private int silent;
  private int lateInARow;
  private int slow;
  private int calm = CALM_WINDOWS;

  /**
   * @param extraNanos how much longer than usual an answer may take; half as long again is always
   *     allowed
   */
  BusinessControl(long extraNanos) {
    this.extraNanos = extraNanos;
  }

  int level() {
    return level.level();
  }

  /** Judges a window. */
  void next(Window window) {
    silent = window.answered() == 0 && window.underWay() > 0 ? silent + 1 : 0;
    if (hangs()) {
      return; // it has room for a few to try; the level says nothing while nothing is done
    }
    long upToLevel = window.upTo(level.level());
    boolean isSlow = isSlow(window);
    long refused = upToLevel - window.admitted();
    boolean isPressed = refused > FEWEST_REFUSED && refused > PRESSED * upToLevel;
    if (isSlow || isPressed) {
      overloaded(window, upToLevel, isSlow);
    } else {
      fine(window, upToLevel);
    }
  }

  /** What another process of this gateway needs to go on with it; {@code of} is not set. */
  HandedLevel.Builder handed() {
    return HandedLevel.newBuilder()
        .setLevel(level.level())
        .setUsualNanos((long) usualNanos)
        .setPerSecond(perSecond)
        .setCalmMillis(calm * Overload.WINDOW.toMillis())
        .setSilentMillis(silent * Overload.WINDOW.toMillis());
  }

  /** Goes on where another process stopped. */
  void goOnAs(HandedLevel handed) {
    level.goOnAt(handed.getLevel());
    usualNanos = handed.getUsualNanos();
    perSecond = Math.max(0, handed.getPerSecond());
    calm = windows(handed.getCalmMillis(), CALM_WINDOWS);
    silent = windows(handed.getSilentMillis(), SILENT_WINDOWS);
  }

  private static int windows(long millis, int most) {
    return Math.clamp(millis / Overload.WINDOW.toMillis(), 0, most);
  }

  /** What is under way when it does what it can in the time that it may take. */
  private double needed() {
    return BURST * perSecond * (usualNanos + extraNanos) / 1e9;
  }

  private boolean hangs() {
    return silent >= SILENT_WINDOWS;
  }

  /** By the mean of many answers, or by that of few again and again. */
  private boolean isSlow(Window window) {
    boolean late = window.answered() > 0 && window.meanNanos() > allowedNanos(window);
    lateInARow = late ? lateInARow + 1 : 0;
    return late && (window.answered() >= MANY_ANSWERS || lateInARow >= LATE_WINDOWS);
  }

  /** Messages that each of so many loops may have under way. */
  int roomPerLoop(int loops) {
    if (hangs()) {
      return FEWEST_UNDER_WAY;
    }
    double room = calm < CALM_WINDOWS ? needed() : Math.max(FREE_UNDER_WAY, FREE_FACTOR * needed());
    return (int) Math.max(FEWEST_UNDER_WAY, Math.ceil(room / Math.max(1, loops)));
  }

  private double allowedNanos(Window window) {
    double usual = usualNanos == 0 ? window.meanNanos() : usualNanos;
    return usual + Math.max((double) extraNanos, usual / 2);
  }

  private void overloaded(Window window, long upToLevel, boolean isSlow) {
    learnWhatItCan(window.answeredPerSecond(), isSlow);
    calm = 0;
    slow = isSlow ? slow + 1 : 0;
    if (slow >= SLOW_WINDOWS) {
      usualNanos = window.meanNanos(); // fewer messages did not help: nothing waits, it is slower
      slow = 0;
      return;
    }
    double can = perSecond * window.nanos() / 1e9;
    double tooMuch = Math.max(0, window.underWay() - needed());
    double send = Math.max(KEEP_AT_LEAST * can, KEEP * can - tooMuch);
    level.cutTo(Math.min((double) upToLevel, send), window);
  }

  /** It is known only while there is always something to do. */
  private void learnWhatItCan(double answered, boolean isSlow) {
    if (calm >= CALM_WINDOWS) {
      perSecond = answered;
    } else if (answered > perSecond) {
      perSecond += RISING * (answered - perSecond);
    } else if (isSlow) {
      perSecond += FALLING * (answered - perSecond);
    }
  }

  private void fine(Window window, long upToLevel) {
    slow = 0;
    calm = Math.min(CALM_WINDOWS, calm + 1);
    perSecond = Math.max(perSecond, window.answeredPerSecond());
    if (level.admitsAll()) {
      learnUsual(window);
      return;
    }
    double can = perSecond * window.nanos() / 1e9;
    boolean isEasy = window.meanNanos() < usualNanos + extraNanos / 2.0;
    double step = isEasy ? EASY_PROBE : PROBE;
    level.raiseTo(upToLevel < NEAR * can ? KEEP * can : (1 + step) * upToLevel, window);
    if (!level.admitsAll()) {
      calm = 0;
    }
  }

  /** The least of all means, forgotten slowly. */
  private void learnUsual(Window window) {
    if (window.answered() > 0) {
      usualNanos =
          usualNanos == 0 ? window.meanNanos() : Math.min(window.meanNanos(), DRIFT * usualNanos);
    }
  }
}
