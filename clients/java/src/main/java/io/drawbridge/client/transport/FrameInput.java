package io.drawbridge.client.transport;

import io.drawbridge.client.session.Link;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;

/** The frames that come on one connection, as they are found in its bytes. */
final class FrameInput {
  private final FrameReader reader =
      new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH_BEFORE_CONNECTED);
  private final Link link;
  private final LinkEvents events;

  FrameInput(Link link, LinkEvents events) {
    this.link = link;
    this.events = events;
  }

  /** Hands on the whole frames of {@code in}, which keeps what is not a whole frame yet. */
  void read(ByteBuf in) {
    try {
      while (reader.next(in)) {
        if (events.received(link, reader.frame())) {
          reader.maxLength(Frame.MAX_LENGTH);
        }
      }
    } catch (ProtocolViolation e) {
      violated(in, e);
    }
  }

  /** What came is not the protocol; the rest of {@code in} is of no use. */
  void violated(ByteBuf in, ProtocolViolation violation) {
    in.skipBytes(in.readableBytes());
    events.violated(link, violation);
  }
}
