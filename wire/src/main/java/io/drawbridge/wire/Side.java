package io.drawbridge.wire;

/** The two ends of a client connection. */
public enum Side {
  CLIENT,
  GATEWAY
}
