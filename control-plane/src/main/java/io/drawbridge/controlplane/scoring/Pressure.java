package io.drawbridge.controlplane.scoring;

/**
 * How hard a gateway is pressed, with hysteresis: worse after 3 reports in a row, better only after
 * many below a lower mark, so that a gateway at the edge does not come and go. Pressure is 1 minus
 * headroom.
 */
final class Pressure {
  /** In force from here on for new clients. */
  enum Level {
    UP,
    WARN,
    OVERLOADED
  }

  private static final double WARN_FROM = 0.80;
  private static final double WARN_UNTIL = 0.65;
  private static final double OVERLOADED_FROM = 0.90;
  private static final double OVERLOADED_UNTIL = 0.70;
  static final int REPORTS_TO_RISE = 3;
  private static final int REPORTS_TO_LEAVE_WARN = 6;
  private static final int REPORTS_TO_LEAVE_OVERLOADED = 10;

  private Level level = Level.UP;
  private int aboveWarn;
  private int aboveOverloaded;
  private int belowWarn;
  private int belowOverloaded;

  /** As if it had been there for long; the reports in a row are counted anew. */
  void startFrom(Level published) {
    level = published;
    aboveWarn = 0;
    aboveOverloaded = 0;
    belowWarn = 0;
    belowOverloaded = 0;
  }

  /** Counts a report of a gateway that sends clients elsewhere: that is beyond any mark. */
  Level full() {
    startFrom(Level.OVERLOADED);
    return level;
  }

  /** Counts one report. */
  Level add(double pressure) {
    aboveWarn = pressure >= WARN_FROM ? aboveWarn + 1 : 0;
    aboveOverloaded = pressure >= OVERLOADED_FROM ? aboveOverloaded + 1 : 0;
    belowWarn = pressure <= WARN_UNTIL ? belowWarn + 1 : 0;
    belowOverloaded = pressure <= OVERLOADED_UNTIL ? belowOverloaded + 1 : 0;
    level = next();
    return level;
  }

  private Level next() {
    if (aboveOverloaded >= REPORTS_TO_RISE) {
      return Level.OVERLOADED;
    }
    return switch (level) {
      case UP -> aboveWarn >= REPORTS_TO_RISE ? Level.WARN : Level.UP;
      case WARN -> belowWarn >= REPORTS_TO_LEAVE_WARN ? Level.UP : Level.WARN;
      case OVERLOADED -> {
        if (belowOverloaded < REPORTS_TO_LEAVE_OVERLOADED) {
          yield Level.OVERLOADED;
        }
        yield belowWarn >= REPORTS_TO_LEAVE_WARN ? Level.UP : Level.WARN;
      }
    };
  }
}
