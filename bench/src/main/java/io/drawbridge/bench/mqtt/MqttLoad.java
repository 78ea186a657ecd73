package io.drawbridge.bench.mqtt;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * All clients of one generator, paced and counted on one event loop, as {@code bench.load} does.
 */
final class MqttLoad {
  private static final int DIALS_AT_ONCE = 64;
  private static final int RECEIVE_BYTES = 4_096;
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final MqttOptions options;
  private final byte[] body;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final List<MqttClient> clients = new ArrayList<>();
  private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
  private final SplittableRandom random = new SplittableRandom(1);
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private int dialled;
  private int underWay;
  private int ended;
  private long nextNanos;
  private long measureFromNanos = Long.MAX_VALUE;
  private long endNanos = Long.MAX_VALUE;
  private long answered;
  private long failures;
  private @Nullable String firstFailure;

  MqttLoad(MqttOptions options) {
    this.options = options;
    this.body = new byte[options.bodyBytes()];
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    loop = group.next();
    bootstrap =
        new Bootstrap()
            .group(group)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES));
  }

  /** Done when every client has its CONNACK; in a storm, when all have come and gone. */
  CompletableFuture<Void> connect() {
    loop.execute(this::dialMore);
    return options.isStorm() ? done : ready;
  }

  private void dialMore() {
    while (underWay < DIALS_AT_ONCE && dialled < options.connections()) {
      int index = dialled++;
      underWay++;
      MqttClient client =
          new MqttClient(this, "bench-" + (options.firstUser() + index), options.publishes());
      InetSocketAddress from = options.sourceOf(index);
      var _ =
          bootstrap
              .clone()
              .handler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                      channel.pipeline().addLast(client);
                    }
                  })
              .connect(options.target(), from)
              .addListener((ChannelFutureListener) this::dialled);
    }
  }

  private void dialled(ChannelFuture dial) {
    if (!dial.isSuccess()) {
      failed("a dial failed: " + dial.cause().getMessage());
      gone();
    }
  }

  void connected(MqttClient client, int code) {
    if (code != 0) {
      failed("CONNACK with code " + code);
    }
    if (options.isStorm()) {
      client.leave();
      return;
    }
    clients.add(client);
    underWay--;
    if (clients.size() == options.connections()) {
      ready.complete(null);
    }
    dialMore();
  }

  /** A socket has ended. */
  void gone() {
    if (!options.isStorm()) {
      if (!done.isDone()) {
        failed("a connection ended");
      }
      return;
    }
    underWay--;
    if (++ended == options.connections()) {
      done.complete(null);
    }
    dialMore();
  }

  void failed(String why) {
    failures++;
    if (firstFailure == null) {
      firstFailure = why;
    }
    if (!options.isStorm()) {
      ready.completeExceptionally(new IllegalStateException(why));
    }
  }

  /** Publishes for the warm-up and the seconds asked for. */
  CompletableFuture<Void> run() {
    loop.execute(this::begin);
    return done;
  }

  private void begin() {
    long now = System.nanoTime();
    measureFromNanos = now + TimeUnit.SECONDS.toNanos(options.warmupSeconds());
    endNanos = measureFromNanos + TimeUnit.SECONDS.toNanos(options.seconds());
    nextNanos = now;
    var _ = loop.schedule(() -> done.complete(null), endNanos - now, TimeUnit.NANOSECONDS);
    if (options.ratePerSecond() > 0) {
      pace();
      return;
    }
    for (MqttClient client : clients) {
      for (int i = 0; i < options.inFlight(); i++) {
        client.send(now, body);
      }
      client.flush();
    }
  }

  private void pace() {
    long now = System.nanoTime();
    if (now - endNanos >= 0) {
      return;
    }
    while (now - nextNanos >= 0) {
      MqttClient client = clients.get(random.nextInt(clients.size()));
      client.send(nextNanos, body);
      client.flush();
      nextNanos += (long) (-Math.log(1 - random.nextDouble()) * 1e9 / options.ratePerSecond());
    }
    long wait = Math.max(0, nextNanos - System.nanoTime());
    var _ = loop.schedule(this::pace, wait, TimeUnit.NANOSECONDS);
  }

  /** The message of {@code client} that was due at {@code nanos} is acknowledged. */
  void answered(MqttClient client, long nanos) {
    long now = System.nanoTime();
    if (nanos - measureFromNanos >= 0 && now - endNanos < 0) {
      answered++;
      latencies.recordValue(Math.clamp(now - nanos, 0, LONGEST_NANOS));
    }
    if (options.ratePerSecond() == 0 && now - endNanos < 0) {
      client.send(now, body); // flushed when the read pass is over
    }
  }

  /** What the run was, line by line. */
  CompletableFuture<List<String>> figures(double seconds) {
    CompletableFuture<List<String>> figures = new CompletableFuture<>();
    loop.execute(() -> {
      List<String> lines = new ArrayList<>();
      lines.add("seconds: %.2f".formatted(seconds));
      lines.add("failures: " + failures);
      lines.add("first_failure: " + firstFailure);
      lines.add("rate: %.0f".formatted(answered / seconds));
      lines.add("p50_us: %.0f".formatted(latencies.getValueAtPercentile(50) / 1e3));
      lines.add("p99_us: %.0f".formatted(latencies.getValueAtPercentile(99) / 1e3));
      figures.complete(lines);
    });
    return figures;
  }
}
