package io.drawbridge.process.config;

import java.util.regex.Pattern;

/** What must not be printed: the password in {@code redis://user:password@host}. */
final class Secrets {
  // To the last @ before the path: a password may hold one, a host may not.
  private static final Pattern URL_PASSWORD = Pattern.compile("(://[^:/@\\s]*):[^/\\s]*@");

  private Secrets() {}

  static String mask(String text) {
    return URL_PASSWORD.matcher(text).replaceAll("$1:***@");
  }
}
