package io.drawbridge.client.transport;

import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.client.discovery.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Opens connections to gateways that are ready for frames: the certificate is verified, the
 * WebSocket is agreed on.
 *
 * <pre>
 *   TCP                                   frames
 *   TLS  tls                              frames
 *   WS        http, websocket, fragments, messages
 *   WSS  tls, http, websocket, fragments, messages
 * </pre>
 */
public final class GatewayDialer {
  private final Dialer dialer;
  private final Transport transport;
  private final Optional<SslContext> tls;

  /** {@code trust} is asked for a secure transport only. */
  public GatewayDialer(Dialer dialer, Transport transport, Trust trust) {
    this.dialer = dialer;
    this.transport = transport;
    tls = transport.isSecure() ? Optional.of(trust.tls()) : Optional.empty();
  }

  EventLoop loop() {
    return dialer.loop();
  }

  /** Fails with one sentence for people; {@code timeout} is for everything together. */
  CompletableFuture<NettyLink> open(GatewayEndpoint endpoint, Duration timeout, LinkEvents events) {
    CompletableFuture<NettyLink> opened = new CompletableFuture<>();
    CompletableFuture<Channel> dialed =
        dialer.dial(
            endpoint.host(),
            endpoint.port(),
            timeout,
            new Pipeline(endpoint, timeout, events, opened));
    var unused =
        dialed.whenComplete((channel, failure) -> {
          if (failure != null) {
            opened.completeExceptionally(cause(failure));
          }
        });
    limitTime(dialed, opened, timeout);
    return opened.exceptionallyCompose(failure ->
        CompletableFuture.failedFuture(OpeningFailure.of(cause(failure), endpoint, transport)));
  }

  private void limitTime(
      CompletableFuture<Channel> dialed, CompletableFuture<NettyLink> opened, Duration timeout) {
    ScheduledFuture<?> limit =
        loop()
            .schedule(
                () ->
                    opened.completeExceptionally(
                        new SocketTimeoutException("nothing within " + timeout.toMillis() + " ms")),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
    var unused =
        opened.whenComplete((link, failure) -> {
          limit.cancel(false);
          if (failure != null) {
            var unusedClosing = dialed.thenAccept(GatewayDialer::close);
          }
        });
  }

  private static void close(Channel channel) {
    var unused = channel.close();
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private final class Pipeline extends ChannelInitializer<Channel> {
    private final GatewayEndpoint endpoint;
    private final Duration timeout;
    private final LinkEvents events;
    private final CompletableFuture<NettyLink> opened;

    Pipeline(
        GatewayEndpoint endpoint,
        Duration timeout,
        LinkEvents events,
        CompletableFuture<NettyLink> opened) {
      this.endpoint = endpoint;
      this.timeout = timeout;
      this.events = events;
      this.opened = opened;
    }

    @Override
    protected void initChannel(Channel channel) {
      NettyLink link = new NettyLink(channel, transport.isWebSocket());
      ChannelPipeline pipeline = channel.pipeline();
      tls.ifPresent(context -> pipeline.addLast("tls", handler(context, channel)));
      if (transport.isWebSocket()) {
        WebSocketDoor.addTo(pipeline, endpoint, transport.isSecure(), timeout);
      }
      pipeline
          .addLast("opening", new Opening(transport, link, opened))
          .addLast(
              "frames",
              transport.isWebSocket()
                  ? new MessageHandler(link, events)
                  : new FrameHandler(link, events));
    }

    private SslHandler handler(SslContext context, Channel channel) {
      SslHandler handler =
          context.newHandler(channel.alloc(), endpoint.verifiedName(), endpoint.port());
      handler.setHandshakeTimeoutMillis(0); // the opening as a whole is limited
      return handler;
    }
  }
}
