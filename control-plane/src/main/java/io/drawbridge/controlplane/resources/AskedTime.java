package io.drawbridge.controlplane.resources;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment as people write it: {@code -5m}, {@code 2026-11-22T03:00:00Z}, or milliseconds. */
final class AskedTime {
  private static final Pattern AGO = Pattern.compile("-([0-9]{1,9})(ms|s|m|h)");
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");

  private AskedTime() {}

  /**
   * Milliseconds since 1970.
   *
   * @throws IllegalArgumentException if it is none of the three; the message says so
   */
  static long unixMillis(String asked, Instant now) {
    Matcher ago = AGO.matcher(asked.toLowerCase(Locale.ROOT));
    if (ago.matches()) {
      return now.minus(duration(Long.parseLong(ago.group(1)), ago.group(2))).toEpochMilli();
    }
    if (MILLIS.matcher(asked).matches()) {
      return Long.parseLong(asked);
    }
    try {
      return Instant.parse(asked).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "at: \"%.40s\" (expected: so long ago as -5m, an instant as 2026-11-22T03:00:00Z, or"
                  .formatted(asked)
              + " milliseconds since 1970)",
          e);
    }
  }

  private static Duration duration(long number, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
