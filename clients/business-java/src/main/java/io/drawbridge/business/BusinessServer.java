package io.drawbridge.business;

import io.drawbridge.business.upstream.LaneStore;
import io.drawbridge.business.upstream.MemoryLaneStore;
import io.drawbridge.business.upstream.ServiceKey;
import io.drawbridge.business.upstream.UpstreamHandler;
import io.drawbridge.business.upstream.UpstreamLimits;
import io.drawbridge.business.upstream.UpstreamService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC server that gateways send clients' messages to. Threads: any.
 *
 * <pre>{@code
 * BusinessServer server =
 *     BusinessServer.builder(new InetSocketAddress("127.0.0.1", 9000))
 *         .upstream("default", 1, message -> handle(message))
 *         .start();
 * }</pre>
 */
public final class BusinessServer implements AutoCloseable {
  /** Above a gateway's largest batch: 1 MiB of bodies and one message of 1 MiB, with headers. */
  private static final int MAX_BATCH_BYTES = 8 << 20;

  /** A gateway that vanished without a word is noticed within 40 s. */
  private static final long KEEP_ALIVE_SECONDS = 30;

  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 10;

  /** Gateways may ask this often whether we are there; gRPC closes what asks more often. */
  private static final long PERMITTED_KEEP_ALIVE_SECONDS = 5;

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Server server;
  private final UpstreamService upstream;

  private BusinessServer(Builder settings) {
    upstream = new UpstreamService(settings.handlers, settings.store, settings.limits);
    server =
        NettyServerBuilder.forAddress(settings.address)
            .addService(upstream)
            .maxInboundMessageSize(MAX_BATCH_BYTES)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(PERMITTED_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .build();
  }

  /** A server on this address; port 0 takes a free one. */
  public static Builder builder(InetSocketAddress address) {
    return new Builder(address);
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Streams of gateways that are open now. */
  public int streams() {
    return upstream.streams();
  }

  /** Returns when the server has ended. Its own threads do not keep a process alive. */
  public void awaitEnd() throws InterruptedException {
    server.awaitTermination();
  }

  /** {@link #close(Duration)} within 5 s. */
  @Override
  public void close() {
    close(CLOSE_WITHIN);
  }

  /**
   * Takes no more batches, answers what has been read, at most this long, and ends. What is not
   * answered comes again at another instance, marked as a repeat.
   */
  public void close(Duration within) {
    upstream.leave();
    server.shutdown();
    try {
      if (!server.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** What a server needs to know. Threads: one. */
  public static final class Builder {
    private final InetSocketAddress address;
    private final Map<ServiceKey, UpstreamHandler> handlers = new HashMap<>();
    private LaneStore store = new MemoryLaneStore(MemoryLaneStore.DEFAULT_MAX_LANES);
    private UpstreamLimits limits = UpstreamLimits.DEFAULT;

    private Builder(InetSocketAddress address) {
      this.address = address;
    }

    /** Messages of this service go to this handler. At least one; each service once. */
    public Builder upstream(String app, int service, UpstreamHandler handler) {
      ServiceKey key = new ServiceKey(app, service);
      if (handlers.putIfAbsent(key, handler) != null) {
        throw new IllegalArgumentException(key + ": two handlers (expected: one)");
      }
      return this;
    }

    /** Where the progress of lanes is remembered; by default the memory of this process. */
    public Builder laneStore(LaneStore newStore) {
      store = newStore;
      return this;
    }

    /** Bounds of each gateway's stream. */
    public Builder limits(UpstreamLimits newLimits) {
      limits = newLimits;
      return this;
    }

    /** Listens; throws when the address is not to be had. */
    public BusinessServer start() throws IOException {
      if (handlers.isEmpty()) {
        throw new IllegalStateException("handlers: none (expected: at least one upstream(...))");
      }
      BusinessServer business = new BusinessServer(this);
      var unused = business.server.start();
      return business;
    }
  }
}
