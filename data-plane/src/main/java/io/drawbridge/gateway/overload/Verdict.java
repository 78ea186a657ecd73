package io.drawbridge.gateway.overload;

/** What becomes of a message. */
public enum Verdict {
  ADMITTED,
  /** It is less important than what is admitted now. */
  ABOVE_LEVEL,
  /** So many of its tier's kind may be under way, and are. */
  NO_ROOM;

  public boolean isAdmitted() {
    return this == ADMITTED;
  }
}
