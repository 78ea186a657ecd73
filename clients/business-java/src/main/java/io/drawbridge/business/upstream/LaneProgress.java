package io.drawbridge.business.upstream;

/**
 * What a business remembers of a lane.
 *
 * @param connectNumber the highest seen, unsigned 32 bits
 * @param acceptedTo the last accepted sequence number; 0 = none
 */
public record LaneProgress(long connectNumber, long acceptedTo) {
  /** Of a lane that nothing is known of. */
  public static final LaneProgress NONE = new LaneProgress(0, 0);
}
