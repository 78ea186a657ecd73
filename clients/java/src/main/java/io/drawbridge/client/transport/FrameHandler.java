package io.drawbridge.client.transport;

import io.drawbridge.client.session.Link;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Bytes to frames; frames and the connection's changes to the {@link LinkEvents}. */
final class FrameHandler extends ByteToMessageDecoder {
  private final FrameReader reader =
      new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH_BEFORE_CONNECTED);
  private final Link link;
  private final LinkEvents events;
  private String lostBecause = "connection closed by the gateway";

  FrameHandler(Link link, LinkEvents events) {
    this.link = link;
    this.events = events;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    try {
      while (reader.next(in)) {
        if (events.received(link, reader.frame())) {
          reader.maxLength(Frame.MAX_LENGTH);
        }
      }
    } catch (ProtocolViolation e) {
      in.skipBytes(in.readableBytes());
      events.violated(link, e);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    super.channelReadComplete(ctx);
    events.ready();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    events.ready();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    events.lost(link, lostBecause);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    lostBecause = String.valueOf(cause.getMessage());
    var unused = ctx.close();
  }
}
