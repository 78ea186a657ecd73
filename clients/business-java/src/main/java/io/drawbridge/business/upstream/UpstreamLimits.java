package io.drawbridge.business.upstream;

import java.time.Duration;

/**
 * Bounds of one gateway's stream.
 *
 * @param inFlightMessages beyond it nothing is read until batches are answered; a batch is always
 *     taken whole
 * @param inFlightBytes the same for bodies
 * @param answerWithin a message whose handler has not answered so long after its batch came counts
 *     as busy. Shorter than the service's time limit at the gateways, which end a stream with
 *     everything in it when one batch is late
 */
public record UpstreamLimits(int inFlightMessages, long inFlightBytes, Duration answerWithin) {
  /**
   * A lane window of 128 for 32 lanes at a time; a handful of streams fits a small heap. 1.5 s of 2
   * s.
   */
  public static final UpstreamLimits DEFAULT =
      new UpstreamLimits(4_096, 8L << 20, Duration.ofMillis(1_500));

  public UpstreamLimits {
    if (inFlightMessages < 1 || inFlightBytes < 1 || answerWithin.toMillis() < 1) {
      throw new IllegalArgumentException(
          "upstream limits: "
              + (inFlightMessages + " messages, " + inFlightBytes + " bytes, " + answerWithin)
              + " (expected: >= 1, >= 1, >= 1 ms)");
    }
  }
}
