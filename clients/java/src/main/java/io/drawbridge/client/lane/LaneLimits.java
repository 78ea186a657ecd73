package io.drawbridge.client.lane;

/**
 * What one lane may have unacknowledged, as the gateway said in CONNECTED. An empty lane takes one
 * message of up to {@code maxBodyBytes} whatever its window.
 */
public record LaneLimits(int windowMessages, long windowBytes, int maxBodyBytes) {
  public LaneLimits {
    require("lane window", windowMessages);
    require("lane window bytes", windowBytes);
    require("largest body bytes", maxBodyBytes);
  }

  private static void require(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: >= 1)");
    }
  }
}
