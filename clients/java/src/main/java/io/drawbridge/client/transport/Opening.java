package io.drawbridge.client.transport;

import io.drawbridge.client.discovery.Transport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;

/**
 * Waits until the transport is ready for frames, then leaves the pipeline. Whatever goes wrong
 * before fails the future, and closes the connection.
 */
final class Opening extends ChannelInboundHandlerAdapter {
  private final Transport transport;
  private final NettyLink link;
  private final CompletableFuture<NettyLink> opened;

  Opening(Transport transport, NettyLink link, CompletableFuture<NettyLink> opened) {
    this.transport = transport;
    this.link = link;
    this.opened = opened;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (transport == Transport.TCP) {
      ready(ctx);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
      failed(ctx, tls.cause());
    } else if (event instanceof SslHandshakeCompletionEvent && transport == Transport.TLS) {
      ready(ctx);
    } else if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      ready(ctx);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    failed(ctx, new ClosedChannelException());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed(ctx, cause);
  }

  private void ready(ChannelHandlerContext ctx) {
    ctx.pipeline().remove(this);
    if (!opened.complete(link)) {
      var unused = ctx.close(); // too late
    }
  }

  private void failed(ChannelHandlerContext ctx, Throwable cause) {
    opened.completeExceptionally(cause);
    var unused = ctx.close();
  }
}
