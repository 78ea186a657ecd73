package io.drawbridge.client.discovery;

/** A stranger's text as it may stand in a message: short, and without control characters. */
public final class Quote {
  private static final int MAX_CHARS = 60;

  private Quote() {}

  public static String of(String text) {
    return of(text, MAX_CHARS);
  }

  /** At most {@code maxChars} of it. */
  public static String of(String text, int maxChars) {
    String shortened = text.length() <= maxChars ? text : text.substring(0, maxChars) + "...";
    return shortened.replaceAll("\\p{Cntrl}", "?");
  }
}
