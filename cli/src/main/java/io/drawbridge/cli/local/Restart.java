package io.drawbridge.cli.local;

import java.util.Locale;

/** Whether a process that died is started again. */
public enum Restart {
  ALWAYS,
  /** It is only reported. */
  NEVER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
