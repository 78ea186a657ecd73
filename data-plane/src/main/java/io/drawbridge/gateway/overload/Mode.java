package io.drawbridge.gateway.overload;

/** What overload control does. */
public enum Mode {
  /** Refuses what is not admitted. */
  ENFORCE,
  /** Refuses nothing, and counts what it would have refused. */
  WATCH,
  /** Nothing at all. */
  OFF
}
