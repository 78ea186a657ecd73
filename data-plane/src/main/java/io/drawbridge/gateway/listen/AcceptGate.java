package io.drawbridge.gateway.listen;

import io.drawbridge.gateway.admission.TokenBucket;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * First handler of a listening socket: when the budget of accepted sockets is spent it stops
 * accepting for a moment, and the kernel's backlog holds who comes. One per listening socket, all
 * with one budget; on that socket's loop.
 */
final class AcceptGate extends ChannelInboundHandlerAdapter {
  /** Short against a client's patience, long against a timer's cost. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final TokenBucket budget;

  AcceptGate(TokenBucket budget) {
    this.budget = budget;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object socket) {
    budget.takeAnyway();
    long untilNext = budget.nanosUntilNext();
    ChannelConfig listener = context.channel().config();
    if (untilNext > 0 && listener.isAutoRead()) {
      listener.setAutoRead(false);
      var _ =
          context
              .executor()
              .schedule(
                  () -> listener.setAutoRead(true),
                  Math.max(SLICE_NANOS, untilNext),
                  TimeUnit.NANOSECONDS);
    }
    context.fireChannelRead(socket);
  }
}
