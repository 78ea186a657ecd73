package io.drawbridge.gateway.listen;

import io.drawbridge.gateway.admission.Admission;
import io.drawbridge.gateway.admission.Descriptors;
import io.drawbridge.gateway.admission.TokenBucket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * First handler of a listening socket: when the budget of accepted sockets is spent, or file
 * descriptors are, it stops accepting for a moment, and the kernel's backlog holds who comes. One
 * per listening socket, all with one budget; on that socket's loop.
 */
final class AcceptGate extends ChannelInboundHandlerAdapter {
  /** Short against a client's patience, long against a timer's cost. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Descriptors come back when others close theirs: asking more often would not bring them. */
  private static final long SHORTAGE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A line a minute, while it goes on. */
  private static final int FAILURES_PER_LINE = 600;

  private static final Logger log = LoggerFactory.getLogger(AcceptGate.class);

  private final TokenBucket budget;
  private final Descriptors descriptors;
  private final DoorCounts counts;
  private int failures;

  AcceptGate(Admission admission, DoorCounts counts) {
    this.budget = admission.accepts();
    this.descriptors = admission.descriptors();
    this.counts = counts;
  }

  /**
   * Whether this socket has one of the descriptors that are not for clients. Without epoll that
   * cannot be seen: then sockets are only counted.
   */
  static boolean isOneTooMany(Channel socket, Descriptors descriptors) {
    return socket instanceof UnixChannel unix && descriptors.isReserved(unix.fd().intValue());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object socket) {
    budget.takeAnyway();
    if (socket instanceof Channel channel && isOneTooMany(channel, descriptors)) {
      pause(context, SHORTAGE_NANOS);
    }
    long untilNext = budget.nanosUntilNext();
    if (untilNext > 0) {
      pause(context, Math.max(SLICE_NANOS, untilNext));
    }
    context.fireChannelRead(socket);
  }

  /** No descriptor, no memory: the one that waits goes on waiting. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      context.fireExceptionCaught(cause);
      return;
    }
    counts.acceptFailures().increment();
    if (failures++ % FAILURES_PER_LINE == 0) {
      log.warn(
          "{}: {} (expected: a socket); tried again every 100 ms. Of {} open files {} are not for"
              + " clients: raise the limit (ulimit -n, LimitNOFILE=), or lower capacity.connections",
          context.channel().localAddress(),
          cause.getMessage(),
          descriptors.most(),
          Descriptors.RESERVE);
    }
    pause(context, SHORTAGE_NANOS);
  }

  private static void pause(ChannelHandlerContext context, long nanos) {
    ChannelConfig listener = context.channel().config();
    if (listener.isAutoRead()) {
      listener.setAutoRead(false);
      var _ =
          context
              .executor()
              .schedule(() -> listener.setAutoRead(true), nanos, TimeUnit.NANOSECONDS);
    }
  }
}
