package io.drawbridge.bench.load;

import io.drawbridge.bench.load.LoadOptions.Mode;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * All clients of one generator on one event loop: dials them, paces what they send, and counts.
 *
 * <p>Open loop: messages leave at times drawn by a Poisson process, whether or not earlier ones
 * were answered, and latency counts from the time a message should have left; so a stall of the
 * other side, or of this process, is seen in full.
 *
 * <p>Threads: the loop, but for the futures.
 */
final class Load {
  /** Dials without an answer; more would only queue in the kernel. */
  private static final int DIALS_AT_ONCE = 64;

  /** Of the rate, with which an open loop begins. */
  private static final double FIRST_SHARE = 0.05;

  private static final int RECEIVE_BYTES = 4_096;

  /** The kernel's, of clients that are to stand still soon. */
  private static final int STUCK_BUFFER_BYTES = 4_096;

  private static final int HEARTBEAT_SECONDS = 20;
  private static final long LONGEST_LATENCY_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final LoadOptions options;
  private final byte[] body;
  private final byte[][] connects;
  private final @Nullable LoadTls tls;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final List<LoadClient> clients = new ArrayList<>();
  private final Histogram latencies = new Histogram(LONGEST_LATENCY_NANOS, 3);
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final SplittableRandom random = new SplittableRandom(1);
  private int dialled;
  private int underWay;
  private int ended;
  private long beginNanos;
  private boolean stuck;
  private long nextNanos;
  private long measureFromNanos = Long.MAX_VALUE;
  private long endNanos = Long.MAX_VALUE;
  private long sent;
  private long answered;
  private long received;
  private long resumed;
  private long failures;
  private @Nullable String firstFailure;

  /** Makes every client's CONNECT, which takes a while; dials nobody. */
  Load(LoadOptions options, Tokens tokens) throws GeneralSecurityException, SSLException {
    this.options = options;
    tls = options.trust().isEmpty() ? null : LoadTls.of(options.trust().get(), options.resumes());
    this.body = new byte[options.bodyBytes()];
    this.connects = new byte[options.connections()][];
    for (int i = 0; i < connects.length; i++) {
      int user = options.firstUser() + i;
      connects[i] =
          Connect.newBuilder()
              .setProtocolVersion(1)
              .setToken(tokens.token("user-" + user))
              .setDevice("device-" + user)
              .setEpoch(
                  ThreadLocalRandom.current().nextLong()) // another client than in earlier runs
              .setConnectNumber(1)
              .setLibrary("bench")
              .build()
              .toByteArray();
    }
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    loop = group.next();
    bootstrap =
        new Bootstrap()
            .group((IoEventLoop) loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES));
    if (options.mode() == Mode.STUCK) {
      bootstrap.option(ChannelOption.SO_RCVBUF, STUCK_BUFFER_BYTES);
    }
  }

  /** Connects every client; done when all are. */
  CompletableFuture<Void> connect() {
    loop.execute(this::dialMore);
    if (options.mode() != Mode.STORM) {
      var _ =
          loop.scheduleAtFixedRate(
              this::heartbeats, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }
    return ready;
  }

  private void dialMore() {
    int atOnce = options.mode() == Mode.STORM ? options.inFlight() : DIALS_AT_ONCE;
    while (underWay < atOnce && dialled < connects.length) {
      int index = dialled++;
      underWay++;
      LoadClient client = new LoadClient(this, connects[index]);
      connects[index] = new byte[0]; // it is large, and needed once
      var _ =
          bootstrap
              .clone()
              .handler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                      encrypt(channel, index);
                      channel.pipeline().addLast(client);
                    }
                  })
              .connect(options.target(), options.sourceOf(index))
              .addListener(
                  (ChannelFutureListener)
                      dial -> {
                        if (!dial.isSuccess()) {
                          failed("a dial failed: " + dial.cause().getMessage());
                          oneLess();
                        }
                      });
    }
  }

  private void encrypt(Channel channel, int index) {
    LoadTls encryption = tls;
    if (encryption == null) {
      return;
    }
    long openedMillis = System.currentTimeMillis();
    SslHandler handler = encryption.newHandler(channel.alloc(), index);
    channel.pipeline().addLast(handler);
    var _ =
        handler
            .handshakeFuture()
            .addListener(shaken -> {
              if (!shaken.isSuccess()) {
                failed("a handshake failed: " + shaken.cause().getMessage());
              } else if (encryption.resumed(handler, openedMillis)) {
                resumed++;
              }
            });
  }

  /** Done when every client of a storm has come and gone. */
  CompletableFuture<Void> storm() {
    return done;
  }

  private void oneLess() {
    underWay--;
    ended++;
    if (ended == connects.length) {
      done.complete(null);
    }
    dialMore();
  }

  /** A client has its CONNECTED. */
  void connected(LoadClient client) {
    if (options.mode() == Mode.STORM) {
      answered++;
      client.leaveForGood();
      return;
    }
    clients.add(client);
    underWay--;
    if (clients.size() == connects.length) {
      ready.complete(null);
    }
    dialMore();
  }

  /** A client's socket has ended. */
  void gone(LoadClient client, boolean wasConnected) {
    if (options.mode() == Mode.STORM) {
      if (!wasConnected) {
        failed("a connection ended before CONNECTED");
      }
      oneLess();
    } else if (!done.isDone() && !stuck) {
      failed("a connection ended");
      clients.remove(client);
    }
  }

  private void heartbeats() {
    if (options.mode() == Mode.IDLE || options.mode() == Mode.PUSH) {
      clients.forEach(LoadClient::ping);
    }
  }

  /** Runs the load for the warm-up and the seconds asked for; done when they are over. */
  CompletableFuture<Void> run() {
    loop.execute(() -> {
      long now = System.nanoTime();
      measureFromNanos = now + TimeUnit.SECONDS.toNanos(options.warmupSeconds());
      endNanos = measureFromNanos + TimeUnit.SECONDS.toNanos(options.seconds());
      beginNanos = now;
      nextNanos = now;
      if (options.mode() == Mode.UPSTREAM || options.mode() == Mode.PING) {
        begin(now);
      }
      if (options.mode() == Mode.STUCK) {
        stuck = true;
        clients.forEach(LoadClient::stopReading);
      } else if (options.mode() != Mode.IDLE) {
        var _ = loop.schedule(() -> done.complete(null), endNanos - now, TimeUnit.NANOSECONDS);
      }
    });
    return done;
  }

  private void begin(long now) {
    if (options.ratePerSecond() > 0) {
      pace();
      return;
    }
    for (LoadClient client : clients) {
      for (int i = 0; i < options.inFlight(); i++) {
        count(now);
        client.send(now);
      }
      client.flush();
    }
  }

  /** Sends what is due and comes back when the next message is. */
  private void pace() {
    long now = System.nanoTime();
    if (now - endNanos >= 0) {
      return;
    }
    while (now - nextNanos >= 0) {
      LoadClient client = clients.get(random.nextInt(clients.size()));
      count(nextNanos);
      client.send(nextNanos);
      client.flush();
      nextNanos += (long) (-Math.log(1 - random.nextDouble()) * 1e9 / rate(nextNanos));
    }
    var _ =
        loop.schedule(this::pace, Math.max(0, nextNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /**
   * Messages a second at that time: rising through the first half of the warm-up, so that programs
   * whose code is not compiled yet are not asked for all at once, then what was asked for.
   */
  private double rate(long nanos) {
    double halfWarmup = TimeUnit.SECONDS.toNanos(options.warmupSeconds()) / 2.0;
    double passed = nanos - beginNanos;
    double share = passed < halfWarmup ? Math.max(FIRST_SHARE, passed / halfWarmup) : 1;
    return options.ratePerSecond() * share;
  }

  private void count(long nanos) {
    if (nanos - measureFromNanos >= 0) {
      sent++;
    }
  }

  /** Appends the message with this number. */
  void writeMessage(ByteBuf out, long seq) {
    if (options.mode() == Mode.PING) {
      FrameWriter.empty(out, FrameType.PING);
    } else {
      FrameWriter.upstream(out, options.service(), seq, 0, body);
    }
  }

  /** True when frames of this type are answers to what is measured. */
  boolean counts(FrameType type) {
    return type == FrameType.PONG && options.mode() == Mode.PING;
  }

  /** A message that should have left at {@code nanos} is answered. */
  void answered(LoadClient client, long nanos) {
    long now = System.nanoTime();
    if (nanos - measureFromNanos >= 0 && now - endNanos < 0) {
      answered++;
      latencies.recordValue(Math.clamp(now - nanos, 0, LONGEST_LATENCY_NANOS));
    }
    if (options.ratePerSecond() == 0 && now - endNanos < 0) {
      count(now);
      client.send(now); // flushed when the read pass is over
    }
  }

  /** A push has come; it counts while the load does. */
  void received() {
    long now = System.nanoTime();
    if (now - measureFromNanos >= 0 && now - endNanos < 0) {
      received++;
    }
  }

  /** The gateway does not want a client. */
  void refused(Frame frame) {
    if (options.mode() != Mode.STORM) {
      failed("a client was refused by " + frame);
    }
  }

  /** Something that must not happen in a run. */
  void failed(String why) {
    failures++;
    if (firstFailure == null) {
      firstFailure = why;
    }
    if (options.mode() != Mode.STORM) {
      ready.completeExceptionally(new IllegalStateException(why));
    }
  }

  /** What the run was, line by line; after {@link #run} is done. */
  CompletableFuture<List<String>> figures(double seconds) {
    CompletableFuture<List<String>> figures = new CompletableFuture<>();
    loop.execute(() -> {
      List<String> lines = new ArrayList<>();
      lines.add("seconds: %.2f".formatted(seconds));
      lines.add("sent: " + sent);
      lines.add("answered: " + answered);
      lines.add("received: " + received);
      lines.add("resumed: " + resumed);
      lines.add("failures: " + failures);
      if (firstFailure != null) {
        lines.add("first_failure: " + firstFailure);
      }
      lines.add("rate: %.0f".formatted((answered + received) / seconds));
      if (latencies.getTotalCount() > 0) {
        for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
          lines.add(
              "p%s_us: %.0f"
                  .formatted(
                      Double.toString(percentile).replaceAll("\\.0$|\\.", ""),
                      latencies.getValueAtPercentile(percentile) / 1_000.0));
        }
      }
      figures.complete(lines);
    });
    return figures;
  }
}
