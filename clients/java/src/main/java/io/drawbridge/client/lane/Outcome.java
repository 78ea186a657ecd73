package io.drawbridge.client.lane;

/** Told once how a message ended: exactly one of the three is called, exactly once. */
public interface Outcome {
  /** The message is with the business, under this number of its lane. */
  void acknowledged(long seq);

  /**
   * The message will never be taken, or not again.
   *
   * @param mayBeTaken true: it was sent over a connection that is gone, and its fate there is
   *     unknown; false: nobody has it
   */
  void refused(Refusal refusal, boolean mayBeTaken);

  /**
   * The client ended first.
   *
   * @param mayBeTaken true: it was sent and its fate is unknown; false: nobody has it
   */
  void abandoned(boolean mayBeTaken);
}
