package io.drawbridge.cli.context;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What the launcher last did with a process or saw of it. What the kernel says now is {@link
 * ProcessIdentity.State}; the two differ when somebody else sends signals.
 */
public enum Condition {
  STARTING("starting"),
  RUNNING("running"),
  /** Ended on purpose; not restarted until somebody asks for it. */
  HELD_KILLED("held: killed"),
  /** Halted on purpose. */
  HELD_STOPPED("held: stopped"),
  /** Died; will be started again by itself. */
  RESTARTING("restarting"),
  /** Died, and stays so. */
  DEAD("dead");

  private final String key;

  Condition(String key) {
    this.key = key;
  }

  /** As in tables and JSON. */
  @JsonValue
  public String key() {
    return key;
  }
}
