package io.drawbridge.ipconfig.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Refuses connections beyond a number, over all event loops of one server. First in a pipeline. */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
  private final int limit;
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder refused = new LongAdder();
  private final ByteBuf refusal;

  ConnectionLimit(int limit) {
    this.limit = limit;
    this.refusal = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(refusal(limit)));
  }

  int open() {
    return open.get();
  }

  long refused() {
    return refused.sum();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.channel().closeFuture().addListener(closed -> open.decrementAndGet());
    if (open.incrementAndGet() <= limit) {
      context.fireChannelActive();
      return;
    }
    refused.increment();
    context.channel().config().setAutoRead(false);
    context.writeAndFlush(refusal.duplicate()).addListener(ChannelFutureListener.CLOSE);
  }

  private static byte[] refusal(int limit) {
    byte[] body =
        Problem.of(ProblemCode.TOO_MANY_CONNECTIONS, "connections: expected <= " + limit).body();
    String head =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n"
            + ("Connection: close\r\nRetry-After: 2\r\nContent-Length: "
                + body.length
                + "\r\n\r\n");
    return (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }
}
