package io.drawbridge.gateway;

import io.drawbridge.process.config.HostPort;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.concurrent.TimeUnit;

/** The gRPC server for businesses and other gateways. Its services never block. */
final class InternalServer implements AutoCloseable {
  /** A batch of pushes: as large as gRPC's usual limit. */
  private static final int MAX_MESSAGE_BYTES = 4 << 20;

  private static final long SHORTEST_KEEP_ALIVE_SECONDS = 5;

  /**
   * A peer that was cut off is forgotten after both; else its stream would stay for a quarter hour.
   */
  private static final long PING_EVERY_SECONDS = 10;

  private static final long PING_ANSWER_SECONDS = 5;
  private static final long STOP_WITHIN_SECONDS = 2;

  private final Server server;

  private InternalServer(Server server) {
    this.server = server;
  }

  /** Begins to serve; throws with the address when it cannot be bound. */
  static InternalServer start(
      HostPort address, EventLoopGroup eventLoops, BindableService... services) throws IOException {
    return start(address, eventLoops, false, services);
  }

  /** As {@link #start}, at an address that this gateway's other process may have, too. */
  static InternalServer startShared(
      HostPort address, EventLoopGroup eventLoops, BindableService... services) throws IOException {
    return start(address, eventLoops, true, services);
  }

  private static InternalServer start(
      HostPort address, EventLoopGroup eventLoops, boolean shared, BindableService... services)
      throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address.toSocketAddress())
            .bossEventLoopGroup(eventLoops)
            .workerEventLoopGroup(eventLoops)
            .channelType(NioServerSocketChannel.class)
            .directExecutor()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(PING_EVERY_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(SHORTEST_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true);
    if (shared) {
      builder.withOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }
    for (BindableService service : services) {
      builder.addService(service);
    }
    try {
      return new InternalServer(builder.build().start());
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("listen " + address + ": " + cause.getMessage(), e);
    }
  }

  /** Where it serves, with the port that the system chose if 0 was asked for. */
  int port() {
    return server.getPort();
  }

  /** Takes no connection any more; what is under way goes on. */
  void acceptNoMore() {
    server.shutdown();
  }

  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(STOP_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
