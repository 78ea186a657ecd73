package io.drawbridge.client.transport;

import io.drawbridge.client.session.Link;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The write side of one connection: frames are collected in one buffer between flushes. */
final class NettyLink implements Link {
  private static final int FIRST_BYTES = 256;

  /** A peer that does not take the last bytes in this time does not get them. */
  private static final long LINGER_MILLIS = 1_000;

  private final Channel channel;
  private final boolean webSocket;
  private @Nullable ByteBuf out;

  NettyLink(Channel channel, boolean webSocket) {
    this.channel = channel;
    this.webSocket = webSocket;
  }

  @Override
  public ByteBuf out() {
    ByteBuf buffer = out;
    if (buffer == null) {
      buffer = channel.alloc().ioBuffer(FIRST_BYTES);
      out = buffer;
    }
    return buffer;
  }

  @Override
  public void flush() {
    ByteBuf buffer = out;
    out = null;
    if (buffer != null) {
      var unused = channel.writeAndFlush(buffer, channel.voidPromise());
    }
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void close(int code) {
    flush();
    var written = channel.writeAndFlush(last(code)).addListener(ChannelFutureListener.CLOSE);
    if (!written.isDone()) {
      var limit = channel.eventLoop().schedule(this::abandon, LINGER_MILLIS, TimeUnit.MILLISECONDS);
      written.addListener(done -> limit.cancel(false));
    }
  }

  /** Closes what a WebSocket is by its close frame; a stream needs nothing. */
  private Object last(int code) {
    if (!webSocket) {
      return Unpooled.EMPTY_BUFFER;
    }
    return WebSocketCloseStatus.isValidStatusCode(code)
        ? new CloseWebSocketFrame(code, "")
        : new CloseWebSocketFrame();
  }

  private void abandon() {
    var unused = channel.close();
  }
}
