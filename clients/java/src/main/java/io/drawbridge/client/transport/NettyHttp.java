package io.drawbridge.client.transport;

import io.drawbridge.client.discovery.HttpFetch;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One connection a request; a request has one time limit for everything and a bounded answer. */
public final class NettyHttp implements HttpFetch {
  /** An ipconfig answer of 32 endpoints is a tenth of it. */
  static final int MAX_BODY_BYTES = 64 << 10;

  private final Dialer dialer;
  private final Duration timeout;

  public NettyHttp(Dialer dialer, Duration timeout) {
    this.dialer = dialer;
    this.timeout = timeout;
  }

  @Override
  public CompletableFuture<Answer> get(Server server, String target, Map<String, String> headers) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, target, Unpooled.EMPTY_BUFFER);
    request.headers().set(HttpHeaderNames.HOST, server.toString());
    request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    headers.forEach((name, value) -> request.headers().set(name, value));
    CompletableFuture<Channel> dialed =
        dialer.dial(server.host(), server.port(), timeout, new Pipeline(request, answer));
    var unused =
        dialed.exceptionally(failure -> {
          answer.completeExceptionally(failure);
          return null;
        });
    limitTime(dialed, answer);
    return answer;
  }

  private void limitTime(CompletableFuture<Channel> dialed, CompletableFuture<Answer> answer) {
    ScheduledFuture<?> limit =
        dialer
            .loop()
            .schedule(
                () ->
                    answer.completeExceptionally(
                        new SocketTimeoutException(
                            "no answer within " + timeout.toMillis() + " ms")),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
    var unused = answer.whenComplete((done, failure) -> end(dialed, limit));
  }

  private static void end(CompletableFuture<Channel> dialed, ScheduledFuture<?> limit) {
    limit.cancel(false);
    var unused = dialed.thenAccept(NettyHttp::close);
  }

  private static void close(Channel channel) {
    var unused = channel.close();
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final FullHttpRequest request;
    private final CompletableFuture<Answer> answer;

    Pipeline(FullHttpRequest request, CompletableFuture<Answer> answer) {
      this.request = request;
      this.answer = answer;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(new HttpClientCodec())
          .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
          .addLast(new Exchange(request, answer));
    }
  }

  private static final class Exchange extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final FullHttpRequest request;
    private final CompletableFuture<Answer> answer;

    Exchange(FullHttpRequest request, CompletableFuture<Answer> answer) {
      this.request = request;
      this.answer = answer;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      var unused = ctx.writeAndFlush(request);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
      if (response.decoderResult().isFailure()) {
        answer.completeExceptionally(new IOException("not HTTP: " + response.decoderResult()));
        return;
      }
      answer.complete(
          new Answer(
              response.status().code(),
              response.headers().get(HttpHeaderNames.ETAG, ""),
              response.content().toString(StandardCharsets.UTF_8)));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      answer.completeExceptionally(new IOException("connection closed without an answer"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      answer.completeExceptionally(cause);
    }
  }
}
