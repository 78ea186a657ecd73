package io.drawbridge.gateway.fuzz;

import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Frames: a violation is the only exception, and what is found lies within what was received. */
public final class FramesFuzz {
  private FramesFuzz() {}

  /** The first byte chooses who sends. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Side sender = (input[0] & 1) == 0 ? Side.CLIENT : Side.GATEWAY;
    FrameReader reader = new FrameReader(sender, Frame.MAX_LENGTH_BEFORE_CONNECTED);
    ByteBuf in = Unpooled.wrappedBuffer(input, 1, input.length - 1);
    try {
      int before = in.readerIndex();
      while (reader.next(in)) {
        int bytes = in.readerIndex() - before;
        before = in.readerIndex();
        if (bytes < Frame.HEADER_BYTES || read(reader.frame()) > bytes - Frame.HEADER_BYTES) {
          throw new AssertionError(reader.frame() + " in " + bytes + " bytes");
        }
      }
    } catch (ProtocolViolation e) {
      if (!String.valueOf(e.getMessage()).contains("expected")) {
        throw new AssertionError("says not what was expected", e);
      }
    }
  }

  /** Everything that can be asked of a frame; its body's length. */
  private static int read(Frame frame) {
    if (frame.has(FrameFlags.TRACE)) {
      frame.trace();
    }
    if (frame.has(FrameFlags.PUSH_ID)) {
      frame.pushIdHigh();
      frame.pushIdLow();
    }
    if (frame.has(FrameFlags.MAILBOX_ID)) {
      frame.mailboxIncarnation();
      frame.mailboxCounter();
    }
    if (frame.has(FrameFlags.REPLY)) {
      frame.replyService();
      frame.replySeq();
    }
    return frame.bodyBytes().length + frame.body().readableBytes() - frame.bodyLength();
  }
}
