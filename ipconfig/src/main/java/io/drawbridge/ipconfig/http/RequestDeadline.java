package io.drawbridge.ipconfig.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Fires {@link Passed} when no request ended on this connection for the given time, whatever bytes
 * trickled in. One timer per connection, put off when it fires rather than at each request.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {
  /**
   * @param requestBegun bytes of an unfinished request have come
   */
  record Passed(boolean requestBegun) {}

  private final long limitNanos;
  private long lastEndNanos;
  private boolean requestBegun;

  RequestDeadline(Duration limit) {
    this.limitNanos = limit.toNanos();
  }

  /** A request ended now. A pipelined successor already in the buffer counts as not begun. */
  void requestEnded(ChannelHandlerContext context) {
    lastEndNanos = context.executor().ticker().nanoTime();
    requestBegun = false;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    requestEnded(context);
    awaken(context, limitNanos);
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    requestBegun = true;
    context.fireChannelRead(message);
  }

  private void awaken(ChannelHandlerContext context, long inNanos) {
    var _ = context.executor().schedule(() -> check(context), inNanos, TimeUnit.NANOSECONDS);
  }

  private void check(ChannelHandlerContext context) {
    if (!context.channel().isActive()) {
      return;
    }
    long leftNanos = lastEndNanos + limitNanos - context.executor().ticker().nanoTime();
    if (leftNanos > 0) {
      awaken(context, leftNanos);
    } else {
      context.fireUserEventTriggered(new Passed(requestBegun));
    }
  }
}
