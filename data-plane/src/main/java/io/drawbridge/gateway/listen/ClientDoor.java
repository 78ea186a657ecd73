package io.drawbridge.gateway.listen;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.connection.LoopReceiveBuffers;
import io.drawbridge.gateway.connection.Loops;
import io.drawbridge.process.config.HostPort;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Function;

/** The address where clients connect. A native stream begins with a zero byte. */
public final class ClientDoor implements AutoCloseable {
  /** Connections the kernel holds until a loop accepts them; a reconnect wave must fit. */
  private static final int BACKLOG = 4_096;

  private static final int LOW_WATER_BYTES = Connection.OUTBOUND_BOUND_BYTES / 2;

  private final Channel listener;

  private ClientDoor(Channel listener) {
    this.listener = listener;
  }

  /**
   * Begins to accept.
   *
   * @param maxConnections sockets beyond this are closed unread, a tenth above what CONNECT is
   *     answered for, so that a full gateway can still say where to go
   * @param handlers makes the handler of a new connection on its loop
   * @throws IOException when the address cannot be bound, naming it
   */
  public static ClientDoor open(
      HostPort address, int maxConnections, Loops loops, Function<Loop, ChannelHandler> handlers)
      throws IOException {
    int hardLimit = maxConnections + Math.max(1, maxConnections / 10);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannelType())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new LoopReceiveBuffers())
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER_BYTES, Connection.OUTBOUND_BOUND_BYTES))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Loop loop = loops.of(channel.eventLoop());
                    loop.measures().accepted();
                    if (loops.connections() >= hardLimit) {
                      var _ = channel.close();
                      return;
                    }
                    channel.pipeline().addLast("client", handlers.apply(loop));
                  }
                });
    var bound = bootstrap.bind(new InetSocketAddress(address.host(), address.port()));
    if (!bound.awaitUninterruptibly().isSuccess()) {
      throw new IOException("listen " + address + ": " + bound.cause().getMessage(), bound.cause());
    }
    return new ClientDoor(bound.channel());
  }

  /** The port in use, which is the system's choice when 0 was asked for. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Accepts nobody any more; open connections stay. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
  }
}
