package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.measure.EnumCounts;

/**
 * What became of the clients that wanted their session back. Threads: any.
 *
 * @param outcomes what genuine tickets led to
 * @param refusals why others were refused
 */
public record ResumeCounts(EnumCounts<Outcome> outcomes, EnumCounts<ResumeRefusal> refusals) {
  public ResumeCounts() {
    this(new EnumCounts<>(Outcome.class), new EnumCounts<>(ResumeRefusal.class));
  }

  /** What a genuine ticket led to. */
  public enum Outcome {
    /** The session was here. */
    HERE,
    /** Another gateway of the region gave it. */
    TAKEN,
    /** Nobody has it, or who has it cannot be reached: a new session. */
    LOST
  }
}
