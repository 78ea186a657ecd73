package io.drawbridge.business.upstream;

/**
 * Remembers how far each lane is, so that a repeat is accepted without a second call of the
 * handler. A lane that is forgotten starts anew: its repeats reach the handler.
 *
 * <p>A handler's effect and this memory are two steps: a process that dies between them handles the
 * message again. Who minds makes them one, in a database of its own ({@link LaneStep}); then this
 * store only spares the database the repeats that this process knows of.
 *
 * <p>Threads: any, at the same time for different lanes. An exception counts as {@code
 * BUSINESS_BUSY} for the message.
 */
public interface LaneStore {
  /** Raises the lane's connect number to at least this one, and tells what is remembered now. */
  LaneProgress enter(LaneKey lane, long connectNumber);

  /**
   * Remembers that the handler accepted this message. Called in rising order within a lane, except
   * for an answer that came too late: a lower number changes nothing.
   */
  void accepted(LaneKey lane, long seq);
}
