package io.drawbridge.gateway.directory;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis that comes back by itself. While it is away every command fails at once;
 * none is queued.
 */
final class RedisLink implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration RECONNECT_MIN = Duration.ofMillis(50);
  private static final Duration RECONNECT_MAX = Duration.ofSeconds(2);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final String name;
  private final ClientResources resources;
  private final RedisClient client;
  private final RedisURI uri;
  private final ConnectionListener listener;
  private final AtomicBoolean dialing = new AtomicBoolean();
  private volatile @Nullable StatefulRedisConnection<String, String> connection;
  private volatile boolean closed;

  /** Called on a Redis thread. */
  interface ConnectionListener {
    void connected();

    void disconnected();
  }

  RedisLink(String uri, DirectorySettings settings, ConnectionListener listener) {
    this.uri = RedisURI.create(uri);
    this.name = "redis " + this.uri.getHost() + ":" + this.uri.getPort(); // no password
    this.listener = listener;
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2) // the least Lettuce allows
            .computationThreadPoolSize(2)
            .reconnectDelay(reconnectDelay())
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .nettyCustomizer(new FewerWrites())
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(options(settings));
  }

  /** Starts the first connection, if there is none and none is being made. */
  void dial() {
    if (closed || connection != null || !dialing.compareAndSet(false, true)) {
      return;
    }
    CompletionStage<?> _ = client.connectAsync(StringCodec.UTF8, uri).whenComplete(this::dialed);
  }

  /**
   * Runs one command; the answer fails with a {@link RedisException} that names Redis and cause.
   */
  <T> CompletableFuture<T> ask(
      Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
    StatefulRedisConnection<String, String> current = connection;
    if (current == null) {
      return CompletableFuture.failedFuture(new RedisException(name + ": not connected"));
    }
    return command
        .apply(current.async())
        .exceptionallyCompose(e -> CompletableFuture.failedStage(named(e)))
        .toCompletableFuture();
  }

  String name() {
    return name;
  }

  @Override
  public void close() {
    closed = true;
    StatefulRedisConnection<String, String> current = connection;
    if (current != null) {
      CompletableFuture<Void> _ = current.closeAsync();
    }
    client.shutdown(Duration.ZERO, STOP_PATIENCE);
    boolean _ =
        resources
            .shutdown(0, STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .awaitUninterruptibly(STOP_PATIENCE.toMillis());
  }

  static Throwable unwrap(Throwable e) {
    Throwable cause = e.getCause();
    return e instanceof CompletionException && cause != null ? cause : e;
  }

  private void dialed(
      @Nullable StatefulRedisConnection<String, String> made, @Nullable Throwable e) {
    dialing.set(false);
    if (made == null) {
      return; // the next probe dials again
    }
    made.addListener(new Forwarder());
    connection = made;
    if (closed) {
      CompletableFuture<Void> _ = made.closeAsync();
      return;
    }
    listener.connected();
  }

  private RedisException named(Throwable e) {
    Throwable cause = unwrap(e);
    String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new RedisException(name + ": " + text, cause);
  }

  private static ClientOptions options(DirectorySettings settings) {
    return ClientOptions.builder()
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(settings.inFlight())
        .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
        .replayFilter(_ -> true) // what was in flight has failed by then, and is tried again by us
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(CONNECT_TIMEOUT)
                .keepAlive(
                    KeepAliveOptions.builder()
                        .enable()
                        .idle(Duration.ofSeconds(5))
                        .interval(Duration.ofSeconds(2))
                        .count(3)
                        .build())
                .build())
        .build();
  }

  private static Delay reconnectDelay() {
    return Delay.fullJitter(
        RECONNECT_MIN, RECONNECT_MAX, RECONNECT_MIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Commands that come from several threads at once leave in one write. */
  private static final class FewerWrites implements NettyCustomizer {
    private static final int COMMANDS_IN_WRITE = 256;

    @Override
    public void afterChannelInitialized(Channel channel) {
      channel.pipeline().addFirst(new FlushConsolidationHandler(COMMANDS_IN_WRITE, true));
    }
  }

  private final class Forwarder implements RedisConnectionStateListener {
    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> channel, SocketAddress address) {
      listener.connected();
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> channel) {
      if (!closed) {
        listener.disconnected();
      }
    }
  }
}
