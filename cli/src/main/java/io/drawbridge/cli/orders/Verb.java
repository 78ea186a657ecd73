package io.drawbridge.cli.orders;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be done to one process of a local fleet. */
public enum Verb {
  KILL,
  STOP,
  CONT,
  START,
  RESTART;

  /** As on the command line and in an order. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Verb> of(String key) {
    return Arrays.stream(values()).filter(verb -> verb.key().equals(key)).findFirst();
  }
}
