package io.drawbridge.ipconfig.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@link Routes} over HTTP/1.1 within {@link HttpLimits}: GET and HEAD, keep-alive,
 * pipelining, no request bodies. Answers are made on the event loops, as many as processors.
 */
public final class HttpServer implements AutoCloseable {
  private static final int BACKLOG = 1_024;
  private static final long CLOSE_MILLIS = 2_000;

  private final EventLoopGroup loops;
  private final Channel listener;
  private final ConnectionLimit connections;
  private final AnswerCounts answers;

  private HttpServer(
      EventLoopGroup loops, Channel listener, ConnectionLimit connections, AnswerCounts answers) {
    this.loops = loops;
    this.listener = listener;
    this.connections = connections;
    this.answers = answers;
  }

  /**
   * Listens from now on.
   *
   * @throws IOException if it cannot listen on {@code address}
   */
  public static HttpServer start(
      InetSocketAddress address, HttpLimits limits, Routes routes, InstantSource clock)
      throws IOException {
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(new DefaultThreadFactory("ipconfig-http"), io);
    ConnectionLimit connections = new ConnectionLimit(limits.connections());
    ChannelFuture bound =
        bootstrap(loops)
            .childHandler(pipeline(limits, routes, new DateHeader(clock), connections))
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw new IOException("http-address: " + address + ": " + bound.cause().getMessage());
    }
    return new HttpServer(loops, bound.channel(), connections, routes.counts());
  }

  private static ServerBootstrap bootstrap(EventLoopGroup loops) {
    return new ServerBootstrap()
        .group(loops)
        .channel(
            Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(HttpLimits.READ_BYTES).maxMessagesPerRead(1));
  }

  private static ChannelInitializer<SocketChannel> pipeline(
      HttpLimits limits, Routes routes, DateHeader date, ConnectionLimit connections) {
    RequestReader reader = new RequestReader(limits);
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        RequestDeadline deadline = new RequestDeadline(limits.requestTime());
        channel
            .pipeline()
            .addLast("limit", connections)
            .addLast("deadline", deadline) // before the codec: sees each byte arrive
            .addLast("http", new HttpServerCodec(decoding(limits)))
            .addLast("requests", new HttpConnection(reader, routes, deadline, date));
      }
    };
  }

  private static HttpDecoderConfig decoding(HttpLimits limits) {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(limits.requestLineBytes())
        .setMaxHeaderSize(limits.headerBytes())
        .setMaxChunkSize(HttpLimits.READ_BYTES);
  }

  /** Where it listens, with the port the system chose if 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Connections open now. Threads: any. */
  public int connections() {
    return connections.open();
  }

  /** Connections refused so far because too many were open. Threads: any. */
  public long refused() {
    return connections.refused();
  }

  /** Answers so far. Threads: any. */
  public AnswerCounts answers() {
    return answers;
  }

  /** Stops listening, sends what is written, ends all connections; within two seconds. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly(CLOSE_MILLIS);
    loops
        .shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_MILLIS);
  }
}
