package io.drawbridge.client.transport;

import io.drawbridge.client.session.Link;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Frames in WebSocket messages: each message holds whole frames, and what one flush collected
 * leaves as one message. Pings were answered before they come here, and count for nothing.
 */
final class MessageHandler extends ChannelDuplexHandler {
  private final FrameInput input;
  private final Link link;
  private final LinkEvents events;
  private String lostBecause = "connection closed by the gateway";

  MessageHandler(Link link, LinkEvents events) {
    input = new FrameInput(link, events);
    this.link = link;
    this.events = events;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof CloseWebSocketFrame close) {
        events.closed(link, close.statusCode(), "WebSocket closed: " + close.reasonText());
      } else if (message instanceof BinaryWebSocketFrame binary) {
        read(binary.content());
      } else if (message instanceof WebSocketFrame other) {
        violated(other.content(), "a text message (expected: binary messages)");
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ByteBuf content) {
    int bytes = content.readableBytes();
    input.read(content);
    if (content.isReadable()) {
      violated(
          content,
          "a message of %d bytes ends %d bytes into a frame (expected: whole frames)"
              .formatted(bytes, content.readableBytes()));
    }
  }

  private void violated(ByteBuf content, String text) {
    input.violated(content, new ProtocolViolation(CloseReason.PROTOCOL, text));
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    Object wrapped = message instanceof ByteBuf frames ? new BinaryWebSocketFrame(frames) : message;
    var unused = ctx.write(wrapped, promise);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    events.ready();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    events.ready();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    events.lost(link, lostBecause);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    lostBecause = String.valueOf(cause.getMessage());
    var unused = ctx.close();
  }
}
