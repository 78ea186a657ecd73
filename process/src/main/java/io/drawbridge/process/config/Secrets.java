package io.drawbridge.process.config;

import java.util.regex.Pattern;

/**
 * What must not be printed: the password in {@code redis://user:password@host}, and what somebody
 * wrote in the place of a block that has a key {@code secret}.
 */
final class Secrets {
  // To the last @ before the path: a password may hold one, a host may not.
  private static final Pattern URL_PASSWORD = Pattern.compile("(://[^:/@\\s]*):[^/\\s]*@");

  private Secrets() {}

  /** Whether records of {@code type} have a secret of their own. */
  static boolean areIn(Class<?> type) {
    return Keys.of(type).containsKey("secret");
  }

  /** A single value of which nothing shows but its place. */
  static Value hidden(Value value) {
    return value instanceof Value.Scalar(Origin origin, _)
        ? new Value.Scalar(origin, "a single value")
        : value;
  }

  static String mask(String text) {
    return URL_PASSWORD.matcher(text).replaceAll("$1:***@");
  }
}
