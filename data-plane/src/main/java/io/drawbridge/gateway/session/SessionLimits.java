package io.drawbridge.gateway.session;

/** Bounds of a session that clients are told. */
public final class SessionLimits {
  /** ACKED pushes without an acknowledgement. */
  public static final int WINDOW_MESSAGES = DownstreamWindow.MESSAGES;

  /** Their body bytes; an empty window takes one push of any allowed size. */
  public static final int WINDOW_BYTES = DownstreamWindow.BYTES;

  private SessionLimits() {}
}
