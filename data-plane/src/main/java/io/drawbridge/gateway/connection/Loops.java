package io.drawbridge.gateway.connection;

import io.drawbridge.gateway.measure.GatewayMeasures;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The gateway's client event loops: epoll where its native library loads (only it can adopt sockets
 * that another process hands over), else NIO. Threads: any.
 */
public final class Loops implements AutoCloseable {
  private static final long QUIET_MILLIS = 0;
  private static final long STOP_WITHIN_MILLIS = 2_000;

  /** IPPROTO_IPV6 and IPV6_V6ONLY of Linux. */
  private static final ChannelOption<Integer> IPV6_ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

  private final EventLoopGroup group;
  private final List<Loop> all;

  private Loops(EventLoopGroup group, List<Loop> all) {
    this.group = group;
    this.all = all;
  }

  /** Starts {@code count} loops, each with bounds and measures of its own. */
  public static Loops start(int count, LoopBounds bounds, GatewayMeasures measures) {
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("clients"), io);
    List<Loop> loops = new ArrayList<>(count);
    for (EventExecutor executor : group) {
      loops.add(new Loop(loops.size(), (EventLoop) executor, measures.newLoop(), bounds));
    }
    return new Loops(group, List.copyOf(loops));
  }

  public List<Loop> all() {
    return all;
  }

  /** The loop that this executor runs. */
  public Loop of(EventLoop executor) {
    for (Loop loop : all) {
      if (loop.executor().equals(executor)) {
        return loop;
      }
    }
    throw new IllegalArgumentException(executor + " (expected: one of this gateway's loops)");
  }

  /**
   * Makes server sockets of one version of IP. Those of version 4 are no dual-stack sockets: 128
   * bytes less in the kernel for each connection.
   */
  public ChannelFactory<ServerChannel> serverChannels(SocketProtocolFamily family) {
    return Epoll.isAvailable()
        ? () -> new EpollServerSocketChannel(family)
        : () -> new NioServerSocketChannel(SelectorProvider.provider(), family);
  }

  /** True where sockets of another process can be adopted. */
  public static boolean canAdopt() {
    return Epoll.isAvailable();
  }

  /**
   * Where it can be said (not with NIO): a socket of IPv6 takes IPv6 alone, so that a door is what
   * its address says.
   */
  public Optional<ChannelOption<Integer>> ipv6Only() {
    return Epoll.isAvailable() ? Optional.of(IPV6_ONLY) : Optional.empty();
  }

  /** What sockets are made of that a loop of this gateway connects itself. */
  public Class<? extends Channel> socketChannelType() {
    return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** For bootstraps. */
  public EventLoopGroup group() {
    return group;
  }

  /** Open connections on all loops; may be a little old. */
  public int connections() {
    int sum = 0;
    for (Loop loop : all) {
      sum += loop.connections().size();
    }
    return sum;
  }

  @Override
  public void close() {
    group
        .shutdownGracefully(QUIET_MILLIS, STOP_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(STOP_WITHIN_MILLIS);
  }
}
