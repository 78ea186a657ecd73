package io.drawbridge.business.upstream;

import java.time.Duration;

/**
 * Bounds of one gateway's stream.
 *
 * @param inFlightMessages beyond it nothing is read until batches are answered; a batch is always
 *     taken whole
 * @param inFlightBytes the same for bodies
 * @param answerWithin a handler that has not answered by then counts as busy. Longer than the
 *     service's time limit at the gateways, which give up earlier
 */
public record UpstreamLimits(int inFlightMessages, long inFlightBytes, Duration answerWithin) {
  /** A lane window of 128 for 32 lanes at a time; a handful of streams fits a small heap. */
  public static final UpstreamLimits DEFAULT =
      new UpstreamLimits(4_096, 8L << 20, Duration.ofSeconds(10));

  public UpstreamLimits {
    if (inFlightMessages < 1 || inFlightBytes < 1 || answerWithin.toMillis() < 1) {
      throw new IllegalArgumentException(
          "upstream limits: "
              + (inFlightMessages + " messages, " + inFlightBytes + " bytes, " + answerWithin)
              + " (expected: >= 1, >= 1, >= 1 ms)");
    }
  }
}
