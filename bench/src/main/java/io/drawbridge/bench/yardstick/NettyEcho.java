package io.drawbridge.bench.yardstick;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;

/**
 * The program: the limit of Netty. One event loop on epoll, one handler a connection, the least
 * work that answers a client; {@code echo_server.c} says what is answered. Prints "ready" when it
 * listens.
 */
public final class NettyEcho {
  /** One size, so that no connection keeps statistics of its reads. */
  private static final int READ_BYTES = 2048;

  private static final int BACKLOG = 65_535;

  private NettyEcho() {}

  /** {@code args}: the IPv4 address and the port to listen at. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length != 2) {
      System.err.println("usage: NettyEcho ADDRESS PORT");
      System.exit(2);
    }
    FanOut fanOut = new FanOut();
    new ServerBootstrap()
        .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
        .channel(EpollServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new EchoHandler(fanOut, channel));
              }
            })
        .bind(args[0], Integer.parseInt(args[1]))
        .sync();
    System.out.println("ready");
  }
}
