package io.drawbridge.process.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as written: {@code 512B}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB}. */
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(B|KIB|MIB|GIB)");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
    }
  }

  /** Reads a number with its unit; a bare number is refused because its unit would be a guess. */
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("size: " + text + " (expected: a size such as 64KiB)");
    }
    int shift =
        switch (matcher.group(2)) {
          case "KIB" -> 10;
          case "MIB" -> 20;
          case "GIB" -> 30;
          default -> 0;
        };
    return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
  }

  /** The bytes as an array length or Netty limit. */
  public int toInt() {
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("size: " + this + " (expected: < 2GiB)");
    }
    return (int) bytes;
  }

  @Override
  public String toString() {
    if (bytes == 0) {
      return "0B";
    }
    String[] units = {"B", "KiB", "MiB", "GiB"};
    int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, units.length - 1);
    return (bytes >> (10 * unit)) + units[unit];
  }
}
