package io.drawbridge.bench.returns;

import io.drawbridge.bench.load.Tokens;
import io.drawbridge.proto.client.v1.Connect;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * All clients of one process: each is kept connected, whatever happens to it. PINGs leave at times
 * drawn by a Poisson process, and their latency counts from the time at which they should have
 * left.
 *
 * <p>Threads: the loop, but for the futures.
 */
final class ReturnsLoad implements ClientLink.Listener {
  /** What the client libraries wait for an open connection, and for the answer to CONNECT. */
  private static final int PATIENCE_SECONDS = 5;

  /** A client that is not asked for PINGs is heard so often. */
  private static final int HEARTBEAT_SECONDS = 20;

  private static final long LONGEST_LATENCY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LONGEST_RETURN_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final int PACE_MILLIS = 10;

  private final ReturnsOptions options;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final List<ReturningClient> clients = new ArrayList<>();
  private final List<ClientLink> connected = new ArrayList<>();
  private final Histogram latencies = new Histogram(LONGEST_LATENCY_NANOS, 3);
  private final Histogram backNanos = new Histogram(LONGEST_RETURN_NANOS, 3);
  private final SplittableRandom random = new SplittableRandom(1);
  private CompletableFuture<Void> all = new CompletableFuture<>();
  private boolean lostAny;
  private int begun;
  private long nextPingNanos;
  private long dials;
  private long naiveDials;
  private long refusals;
  private long failedDials;
  private long gaveUp;
  private long awaitedNanos;

  /** Makes every client's CONNECT, which takes a while; dials nobody. */
  ReturnsLoad(ReturnsOptions options) throws IOException, GeneralSecurityException {
    this.options = options;
    Tokens tokens = Tokens.open(options.tokenKey(), options.tokenKeyId());
    for (int i = 0; i < options.clients(); i++) {
      clients.add(clientOf(i, tokens));
    }
    loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
    bootstrap =
        new Bootstrap()
            .group((IoEventLoop) loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))
            .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
  }

  private ReturningClient clientOf(int index, Tokens tokens) throws GeneralSecurityException {
    int user = options.firstUser() + index;
    Connect.Builder connect =
        Connect.newBuilder()
            .setProtocolVersion(1)
            .setToken(tokens.token("user-" + user))
            .setDevice("device-" + user)
            .setEpoch(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE))
            .setLibrary("bench");
    List<InetSocketAddress> others = new ArrayList<>(options.gateways());
    InetSocketAddress home = others.remove(index % options.homes());
    Collections.shuffle(others, new Random(user)); // as each has another list of ipconfig's
    others.addFirst(home);
    boolean naive = index % 100 < options.naivePercent();
    ReturnDelays delays = new ReturnDelays(new SplittableRandom(user), naive);
    boolean visits = options.gateways().size() > options.homes();
    return new ReturningClient(index, connect, delays, naive, others, visits);
  }

  /** Connects every client at the pace of the options; done when all are. */
  CompletableFuture<Void> connect() {
    CompletableFuture<Void> ready = all;
    double perPace = options.dialsPerSecond() * PACE_MILLIS / 1_000.0;
    long startNanos = System.nanoTime();
    var _ =
        loop.scheduleAtFixedRate(
            () -> {
              double due = 1 + perPace * (System.nanoTime() - startNanos) / (PACE_MILLIS * 1e6);
              while (begun < clients.size() && begun < due) {
                dial(clients.get(begun++));
              }
            },
            0,
            PACE_MILLIS,
            TimeUnit.MILLISECONDS);
    if (options.pingsPerSecond() == 0) {
      var _ =
          loop.scheduleAtFixedRate(
              () -> connected.forEach(link -> link.ping(System.nanoTime())),
              HEARTBEAT_SECONDS,
              HEARTBEAT_SECONDS,
              TimeUnit.SECONDS);
    }
    if (options.pingsPerSecond() > 0) {
      var _ =
          ready.thenRun(() -> {
            nextPingNanos = System.nanoTime();
            pace();
          });
    }
    return ready;
  }

  /** Done when clients were lost, and all are connected again. */
  CompletableFuture<Void> awaitReturn() {
    CompletableFuture<Void> back = new CompletableFuture<>();
    loop.execute(() -> {
      dials = 0;
      naiveDials = 0;
      refusals = 0;
      failedDials = 0;
      gaveUp = 0;
      awaitedNanos = System.nanoTime();
      backNanos.reset();
      if (lostAny && connected.size() == clients.size()) {
        back.complete(null);
      }
      all = back;
    });
    return back;
  }

  private void dial(ReturningClient client) {
    dials++;
    naiveDials += client.isNaive() ? 1 : 0;
    ClientLink link = new ClientLink(client, this);
    var _ =
        bootstrap
            .clone()
            .handler(link)
            .connect(client.next(), options.sourceOf(client.index()))
            .addListener(
                (ChannelFutureListener)
                    dial -> {
                      if (!dial.isSuccess()) {
                        failedDials++;
                        client.failed();
                        dialAgain(client);
                      }
                    });
    var _ =
        loop.schedule(
            () -> {
              if (!client.isConnected() && link.giveUp()) {
                gaveUp++;
              }
            },
            2 * PATIENCE_SECONDS,
            TimeUnit.SECONDS);
  }

  private void dialAgain(ReturningClient client) {
    long nanos = client.endedNanos(System.nanoTime());
    var _ = loop.schedule(() -> dial(client), nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void connected(ClientLink link) {
    if (link.client().isVisiting()) {
      link.client().visited();
      link.leave();
      return;
    }
    backNanos.recordValue(Math.clamp(System.nanoTime() - awaitedNanos, 0, LONGEST_RETURN_NANOS));
    link.place = connected.size();
    connected.add(link);
    if (connected.size() == clients.size()) {
      all.complete(null);
    }
  }

  @Override
  public void refused(ClientLink link) {
    refusals++;
  }

  @Override
  public void answered(long dueNanos) {
    latencies.recordValue(Math.clamp(System.nanoTime() - dueNanos, 0, LONGEST_LATENCY_NANOS));
  }

  @Override
  public void ended(ClientLink link) {
    if (link.client().isConnected()) {
      lostAny = true;
      forget(link);
    }
    dialAgain(link.client());
  }

  /** The last takes its place: thousands end at once. */
  private void forget(ClientLink link) {
    ClientLink last = connected.removeLast();
    if (last != link) {
      connected.set(link.place, last);
      last.place = link.place;
    }
  }

  /** Counts latencies from nothing again. */
  void measure() {
    loop.execute(latencies::reset);
  }

  private void pace() {
    long now = System.nanoTime();
    while (now - nextPingNanos >= 0 && !connected.isEmpty()) {
      connected.get(random.nextInt(connected.size())).ping(nextPingNanos);
      nextPingNanos += (long) (-Math.log(1 - random.nextDouble()) * 1e9 / options.pingsPerSecond());
    }
    var _ =
        loop.schedule(
            this::pace, Math.max(0, nextPingNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /** One line, {@code figures} and {@code name=number} pairs. */
  CompletableFuture<String> figures() {
    CompletableFuture<String> line = new CompletableFuture<>();
    loop.execute(() ->
        line.complete(
            "figures dials=%d naive_dials=%d failed_dials=%d gave_up=%d refusals=%d half_back_s=%.2f most_back_s=%.2f p99_ms=%.3f"
                .formatted(
                    dials,
                    naiveDials,
                    failedDials,
                    gaveUp,
                    refusals,
                    backNanos.getValueAtPercentile(50) / 1e9,
                    backNanos.getValueAtPercentile(99) / 1e9,
                    latencies.getValueAtPercentile(99) / 1e6)));
    return line;
  }
}
