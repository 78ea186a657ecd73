package io.drawbridge.gateway.websocket;

import io.drawbridge.gateway.connection.MessageEnd;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real WebSocket pipeline on a real socket; in the place of {@code "client"}, an echo. */
final class EchoServer implements AutoCloseable {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel listener;

  /** {@code byteByByte}: the server reads single bytes, as if they came one at a time. */
  EchoServer(boolean byteByByte) {
    this(byteByByte, false);
  }

  /** Echoes text, which the pipeline takes for binary messages. */
  static EchoServer ofTextToo() {
    return new EchoServer(false, true);
  }

  private EchoServer(boolean byteByByte, boolean text) {
    listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                byteByByte ? new FixedRecvByteBufAllocator(1) : new AdaptiveRecvByteBufAllocator())
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (text) {
                      channel.pipeline().addLast(new TextAsBinary());
                    }
                    channel.pipeline().addLast("client", new Echo());
                    WebSocketUpgrade.begin(channel.pipeline(), WebSocketRules.of(List.of()));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Sends each message back when it is whole. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    private ByteBuf message = empty();

    /** With room for a header, as a connection leaves it. */
    private static ByteBuf empty() {
      return Unpooled.buffer().setIndex(10, 10);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
      ByteBuf bytes = (ByteBuf) received;
      message.writeBytes(bytes);
      bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == MessageEnd.INSTANCE) {
        var _ = context.writeAndFlush(message);
        message = empty();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // The violation is answered by the codec.
    }
  }
}
