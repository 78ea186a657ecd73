package io.drawbridge.ipconfig.http;

/** A parameter that cannot be used; answered 400 with its message. */
public final class BadParameter extends Exception {
  private static final long serialVersionUID = 1L;

  public BadParameter(String name, String found, String expected) {
    super(name + ": " + found + " (expected: " + expected + ")");
  }
}
