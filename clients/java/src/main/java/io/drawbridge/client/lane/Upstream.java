package io.drawbridge.client.lane;

import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBuf;

/** One UPSTREAM frame that is due; its number and flags are settled. */
public final class Upstream {
  private final int service;
  private final long seq;
  private final byte[] body;
  private final boolean isVoid;
  private final boolean sentBefore;

  Upstream(int service, long seq, byte[] body, boolean isVoid, boolean sentBefore) {
    this.service = service;
    this.seq = seq;
    this.body = body;
    this.isVoid = isVoid;
    this.sentBefore = sentBefore;
  }

  /** Appends the frame. */
  public void writeTo(ByteBuf out) {
    int flags = sentBefore ? FrameFlags.SENT_BEFORE : 0;
    if (isVoid) {
      FrameWriter.voidUpstream(out, service, seq, flags);
    } else {
      FrameWriter.upstream(out, service, seq, flags, body);
    }
  }

  @Override
  public String toString() {
    return (isVoid ? "void " : "")
        + service
        + "/"
        + seq
        + (sentBefore ? " again" : "")
        + (isVoid ? "" : " " + body.length + " bytes");
  }
}
