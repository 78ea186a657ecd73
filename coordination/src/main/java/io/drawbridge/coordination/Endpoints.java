package io.drawbridge.coordination;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Channels to the members of one etcd cluster, of which one is in use: a member that fails or does
 * not answer is left for the next. gRPC's own balancing would stay with a member that is connected
 * but hung, and its own backoff would keep us away from a restarted one for up to two minutes. Any
 * thread.
 */
final class Endpoints implements AutoCloseable {
  /**
   * Of a member whose answer is awaited, such as a watch's. Below etcd's default minimum of 5 s it
   * would send us away, and so it does with whoever pings a connection without calls.
   */
  private static final int PING_EVERY_SECONDS = 10;

  private static final int PING_ANSWER_SECONDS = 3;
  private static final int CONNECT_MILLIS = 2_000;

  private final List<ManagedChannel> channels;
  private final AtomicInteger current = new AtomicInteger();

  Endpoints(List<URI> endpoints, EventLoopGroup loop) {
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("etcd endpoints: none (expected: at least one)");
    }
    List<ManagedChannel> opened = new ArrayList<>();
    for (URI endpoint : endpoints) {
      opened.add(open(checked(endpoint), loop));
    }
    this.channels = List.copyOf(opened);
  }

  static URI checked(URI endpoint) {
    if (!"http".equals(endpoint.getScheme())
        || endpoint.getHost() == null
        || endpoint.getPort() < 0) {
      throw new IllegalArgumentException(
          "etcd endpoint: " + endpoint + " (expected: http://host:port)");
    }
    return endpoint;
  }

  ManagedChannel current() {
    return channels.get(current.get());
  }

  /** Tells that {@code failed} did not answer; another caller may have told it already. */
  void leave(ManagedChannel failed) {
    int index = channels.indexOf(failed);
    if (current.compareAndSet(index, (index + 1) % channels.size())) {
      current().resetConnectBackoff(); // our callers wait between tries, gRPC need not
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private static ManagedChannel open(URI endpoint, EventLoopGroup loop) {
    return NettyChannelBuilder.forTarget("dns:///" + endpoint.getHost() + ":" + endpoint.getPort())
        .usePlaintext()
        .eventLoopGroup(loop)
        .channelType(NioSocketChannel.class)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .keepAliveTime(PING_EVERY_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
        .disableRetry()
        .directExecutor() // only blocking stubs: each runs its callbacks on its own caller
        .build();
  }
}
