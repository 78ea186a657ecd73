package io.drawbridge.gateway.websocket;

import io.drawbridge.gateway.connection.MessageEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** In the place of {@code "client"}: keeps whole messages as text, and what it was told. */
final class RecordingEnd extends ChannelInboundHandlerAdapter {
  private final List<String> messages = new ArrayList<>();
  private final List<Throwable> violations = new ArrayList<>();
  private ByteBuf message = Unpooled.buffer();

  List<String> messages() {
    return messages;
  }

  List<Throwable> violations() {
    return violations;
  }

  /** Bytes of a message that has not ended. */
  int unfinishedBytes() {
    return message.readableBytes();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object received) {
    ByteBuf bytes = (ByteBuf) received;
    message.writeBytes(bytes);
    bytes.release();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == MessageEnd.INSTANCE) {
      messages.add(message.toString(StandardCharsets.UTF_8));
      message = Unpooled.buffer();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    violations.add(cause);
  }
}
