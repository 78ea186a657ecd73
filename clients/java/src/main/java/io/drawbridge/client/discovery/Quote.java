package io.drawbridge.client.discovery;

/** A stranger's text as it may stand in a message: short, and without control characters. */
public final class Quote {
  private static final int MAX_CHARS = 60;

  private Quote() {}

  public static String of(String text) {
    String shortened = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
    return shortened.replaceAll("\\p{Cntrl}", "?");
  }
}
