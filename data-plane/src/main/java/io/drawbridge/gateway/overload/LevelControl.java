package io.drawbridge.gateway.overload;

/**
 * Walks a level down and up by what a window's messages would have been. Down at once, up slowly:
 * above the level nothing may have been offered, because those who are refused stop asking, and an
 * empty histogram must not mean that everybody is welcome. One thread.
 */
final class LevelControl {
  /** An eighth of a tier a window. */
  static final int MAX_RISE = Priority.COHORTS / 8;

  private int level = Priority.ALL;

  int level() {
    return level;
  }

  /** Goes on at the level of another process. */
  void goOnAt(int handed) {
    level = Math.clamp(handed, 0, Priority.ALL);
  }

  boolean admitsAll() {
    return level == Priority.ALL;
  }

  /**
   * Lowers the level until at most so many of the window's messages are admitted; never below the
   * most important cohort of all.
   */
  void cutTo(double messages, Window window) {
    long admitted = window.upTo(level);
    while (admitted > messages && level > 0) {
      admitted -= window.offered().at(level);
      level--;
    }
  }

  /**
   * Raises the level until more than so many would have been admitted: by one at least, so that it
   * rises when nobody asks, and by {@link #MAX_RISE} at most.
   */
  void raiseTo(double messages, Window window) {
    long admitted = window.upTo(level);
    int highest = Math.min(Priority.ALL, level + MAX_RISE);
    while (level < highest && admitted <= messages) {
      level++;
      admitted += window.offered().at(level);
    }
  }
}
