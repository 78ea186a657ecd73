package io.drawbridge.client.session;

import io.netty.buffer.ByteBuf;

/** One open connection as the session sees it. Called on the client's thread only. */
public interface Link {
  /** Where frames are appended; {@link #flush} sends them. */
  ByteBuf out();

  /** Sends everything appended so far; nothing to send is fine. */
  void flush();

  /** False while the socket does not keep up; the session is asked to work again when it does. */
  boolean isWritable();

  /**
   * Sends what was appended, then ends the connection; no further event comes from it.
   *
   * @param code why, for a transport that can tell: one of {@link io.drawbridge.wire.CloseReason},
   *     or the other side's own
   */
  void close(int code);
}
