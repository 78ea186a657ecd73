package io.drawbridge.ipconfig.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: answers each request as it is read, so pipelined ones are answered in
 * order. While the client does not read, its requests are not read either.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  /** A reset would throw away the answer a client has not read yet: it gets this long to read. */
  private static final long LINGER_MILLIS = 1_000;

  private final RequestReader reader;
  private final Routes routes;
  private final RequestDeadline deadline;
  private final DateHeader date;
  private boolean ending;

  HttpConnection(RequestReader reader, Routes routes, RequestDeadline deadline, DateHeader date) {
    this.reader = reader;
    this.routes = routes;
    this.deadline = deadline;
    this.date = date;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request && !ending) {
      deadline.requestEnded(context);
      answer(context, request);
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    context.channel().config().setAutoRead(ending || context.channel().isWritable());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof RequestDeadline.Passed(boolean requestBegun)) {
      if (requestBegun && !ending && context.channel().isWritable()) {
        Response tooSlow =
            Problem.of(ProblemCode.TOO_SLOW, "request: not complete in time (expected: sooner)");
        routes.counts().count(AnswerCounts.OTHER, tooSlow.status());
        end(context, HttpVersion.HTTP_1_1, tooSlow);
      } else {
        close(context);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException) && !ending) { // a peer that resets is no news
      log.warn("connection of {}: {}", context.channel().remoteAddress(), cause.toString());
    }
    close(context);
  }

  private void answer(ChannelHandlerContext context, HttpRequest message) {
    InetSocketAddress client = (InetSocketAddress) context.channel().remoteAddress();
    switch (reader.read(message, client.getAddress())) {
      case RequestReader.Result.Good(Request request) ->
          respond(context, message, routes.answer(request));
      case RequestReader.Result.Bad(Response response, boolean framingLost) -> {
        routes.counts().count(AnswerCounts.OTHER, response.status());
        if (framingLost) {
          end(context, HttpVersion.HTTP_1_1, response);
        } else {
          respond(context, message, response);
        }
      }
    }
  }

  private void respond(ChannelHandlerContext context, HttpRequest message, Response response) {
    if (HttpUtil.isKeepAlive(message)) {
      var _ = context.write(encoded(message.protocolVersion(), response, true));
    } else {
      end(context, message.protocolVersion(), response);
    }
  }

  /** The last answer on this connection; what still comes in is read and thrown away. */
  private void end(ChannelHandlerContext context, HttpVersion version, Response response) {
    ending = true;
    context
        .writeAndFlush(encoded(version, response, false))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE)
        .addListener(written -> shutdownOutput(context));
    context.channel().config().setAutoRead(true);
    var _ = context.executor().schedule(() -> close(context), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void shutdownOutput(ChannelHandlerContext context) {
    var _ = ((DuplexChannel) context.channel()).shutdownOutput();
  }

  private static void close(ChannelHandlerContext context) {
    var _ = context.close();
  }

  private FullHttpResponse encoded(HttpVersion version, Response response, boolean keepAlive) {
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(response.body()));
    message.headers().set(HttpHeaderNames.DATE, date.now());
    response.headers().forEach(message.headers()::set);
    if (response.status() != HttpResponseStatus.NOT_MODIFIED.code()) {
      message.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    }
    if (!keepAlive) {
      message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (version.equals(HttpVersion.HTTP_1_0)) {
      message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return message;
  }
}
