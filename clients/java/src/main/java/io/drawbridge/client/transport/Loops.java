package io.drawbridge.client.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The event loop that clients share, and the socket type that fits a given one. */
public final class Loops {
  private Loops() {}

  /** One daemon thread for all clients of the process; started by the first, never stopped. */
  public static EventLoopGroup shared() {
    return Shared.GROUP;
  }

  static Class<? extends SocketChannel> socketTypeOf(EventLoopGroup group) {
    boolean epoll = group instanceof IoEventLoopGroup loops && loops.isIoType(EpollIoHandler.class);
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** Started when first asked for. */
  private static final class Shared {
    static final EventLoopGroup GROUP =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("drawbridge-client", true), handlers());

    /** Epoll where its native library is on the class path and loads. */
    private static IoHandlerFactory handlers() {
      return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }
  }
}
