package io.drawbridge.client.transport;

import io.drawbridge.client.session.Link;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Bytes of a TCP or TLS stream to frames; the connection's changes to the {@link LinkEvents}. */
final class FrameHandler extends ByteToMessageDecoder {
  private final FrameInput input;
  private final Link link;
  private final LinkEvents events;
  private String lostBecause = "connection closed by the gateway";

  FrameHandler(Link link, LinkEvents events) {
    input = new FrameInput(link, events);
    this.link = link;
    this.events = events;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    input.read(in);
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
