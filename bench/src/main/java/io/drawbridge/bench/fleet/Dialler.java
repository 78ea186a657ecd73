package io.drawbridge.bench.fleet;

import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Connections of gateways and subscribers: one each, as real ones have, all on one event loop. The
 * scheduler is everybody's clock.
 */
final class Dialler implements AutoCloseable {
  private static final int KEEP_ALIVE_SECONDS = 10;

  /** A snapshot of the largest region. */
  private static final int MAX_ANSWER_BYTES = 16 << 20;

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("clock").daemon().factory());

  /** A connection of its own; {@code address} is host:port. */
  ManagedChannel dial(String address) {
    return dial(address, DecompressorRegistry.getDefaultInstance());
  }

  /** For who throws away what comes, and so need not decompress it. */
  ManagedChannel dialToDiscard(String address) {
    return dial(address, Discarded.STILL_COMPRESSED);
  }

  private ManagedChannel dial(String address, DecompressorRegistry accepted) {
    int colon = address.lastIndexOf(':');
    return NettyChannelBuilder.forAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))
        .usePlaintext()
        .eventLoopGroup(loop)
        .channelType(EpollSocketChannel.class)
        .directExecutor()
        .decompressorRegistry(accepted)
        .offloadExecutor(clock)
        .maxInboundMessageSize(MAX_ANSWER_BYTES)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .build();
  }

  ScheduledExecutorService clock() {
    return clock;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
