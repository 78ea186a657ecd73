package io.drawbridge.client.session;

import io.drawbridge.client.lane.LaneLimits;
import io.drawbridge.proto.client.v1.Limits;
import io.drawbridge.wire.Frame;

/** Reads the limits of CONNECTED; what a gateway leaves out is what the protocol's text says. */
final class ConnectedLimits {
  private static final int WINDOW_MESSAGES = 128;
  private static final int WINDOW_BYTES = 256 << 10;

  private ConnectedLimits() {}

  static LaneLimits of(Limits limits) {
    int frameBytes = orElse(limits.getMaxFrameBytes(), Frame.MAX_LENGTH);
    return new LaneLimits(
        orElse(limits.getLaneWindowMessages(), WINDOW_MESSAGES),
        orElse(limits.getLaneWindowBytes(), WINDOW_BYTES),
        Math.max(1, Math.min(frameBytes, Frame.MAX_LENGTH) - Frame.MIN_LENGTH));
  }

  /** Unsigned 32 bits; 0 and what does not fit an int mean "not told". */
  private static int orElse(int told, int otherwise) {
    return told > 0 ? told : otherwise;
  }
}
