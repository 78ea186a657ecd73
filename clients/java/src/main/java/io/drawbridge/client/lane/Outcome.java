package io.drawbridge.client.lane;

/** Told once how a message ended: exactly one of the three is called, exactly once. */
public interface Outcome {
  /** The message is with the business, under this number of its lane. */
  void acknowledged(long seq);

  /** The message will never be taken. */
  void refused(Refusal refusal);

  /**
   * The client ended first.
   *
   * @param mayBeTaken true: it was sent and its fate is unknown; false: nobody has it
   */
  void abandoned(boolean mayBeTaken);
}
