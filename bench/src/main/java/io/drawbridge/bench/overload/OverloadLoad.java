package io.drawbridge.bench.overload;

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
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * All clients of the run on one event loop. Messages are due by a Poisson process in each client,
 * whoever is late, and each counts from the time at which it was due. A step of the load goes on
 * until the next one begins, so that a change is a change and no pause.
 *
 * <p>Threads: the loop, but for the futures.
 */
final class OverloadLoad implements OverloadClient.Listener {
  /** Dials without an answer; more would only queue in the kernel. */
  private static final int DIALS_AT_ONCE = 64;

  /** From the end of a step to its figures: what is answered later was too late anyway. */
  private static final long LINGER_MILLIS = 1_000;

  private static final int BODY_BYTES = 32;
  private static final int SILENCE_CHECK_MILLIS = 500;

  private final OverloadLoadOptions options;
  private final Tokens tokens;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final byte[] body = new byte[BODY_BYTES];
  private final List<OverloadClient> clients = new ArrayList<>(); // the tiers', then the hung one's
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Arrivals arrivals;
  private final Arrivals hungArrivals;
  private StepTally tally = new StepTally(System.nanoTime(), 0, 0);
  private int connected;
  private int failures;

  OverloadLoad(OverloadLoadOptions options) throws IOException, GeneralSecurityException {
    this.options = options;
    tokens = Tokens.open(options.tokenKey(), options.tokenKeyId());
    arrivals = new Arrivals(new SplittableRandom(1), options.connections());
    hungArrivals = new Arrivals(new SplittableRandom(2), Math.max(1, options.hungConnections()));
    loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
    bootstrap =
        new Bootstrap()
            .group((IoEventLoop) loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
  }

  /** Connects every client; done when all are. */
  CompletableFuture<Void> connect() {
    loop.execute(() -> {
      for (int i = 0; i < Math.min(DIALS_AT_ONCE, all()); i++) {
        dialNext();
      }
    });
    var _ =
        loop.scheduleAtFixedRate(
            () -> clients.forEach(client -> client.pingIfSilent(System.nanoTime())),
            SILENCE_CHECK_MILLIS,
            SILENCE_CHECK_MILLIS,
            TimeUnit.MILLISECONDS);
    return ready;
  }

  private int all() {
    return options.connections() + options.hungConnections();
  }

  private void dialNext() {
    int index = clients.size();
    if (index == all()) {
      return;
    }
    int service =
        index < options.connections() ? OfferedTier.of(index).service() : WorkersMain.HUNG;
    OverloadClient client = new OverloadClient(service, connectOf(index), body, this);
    clients.add(client);
    var _ =
        bootstrap
            .clone()
            .handler(client)
            .connect(options.target(), options.sourceOf(index))
            .addListener(
                (ChannelFutureListener)
                    dial -> {
                      if (!dial.isSuccess()) {
                        failed("a dial failed: " + dial.cause());
                      }
                    });
  }

  private byte[] connectOf(int index) {
    try {
      return Connect.newBuilder()
          .setProtocolVersion(1)
          .setToken(tokens.token("user-" + index))
          .setDevice("device-" + index)
          .setEpoch(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE))
          .setConnectNumber(1)
          .setLibrary("bench")
          .build()
          .toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("token: cannot be signed", e);
    }
  }

  @Override
  public void connected(OverloadClient client) {
    connected++;
    dialNext();
    if (connected == all()) {
      ready.complete(null);
    }
  }

  /** From now on this is the load; done when what it brought can be told. */
  CompletableFuture<StepFigures> step(Step step) {
    CompletableFuture<StepFigures> figures = new CompletableFuture<>();
    loop.execute(() -> {
      long now = System.nanoTime();
      StepTally mine = new StepTally(now, step.settleSeconds(), step.seconds());
      tally = mine;
      begin(arrivals, now, step.ratePerSecond(), 0);
      begin(hungArrivals, now, step.hungRatePerSecond(), options.connections());
      long untilEndNanos = mine.endNanos() - now;
      var _ =
          loop.schedule(
              () -> figures.complete(figures(mine)),
              untilEndNanos + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS),
              TimeUnit.NANOSECONDS);
    });
    return figures;
  }

  private StepFigures figures(StepTally of) {
    StepFigures.Builder figures = of.figures();
    figures.add(StepFigures.FAILURES, failures);
    return figures.build();
  }

  private void begin(Arrivals of, long nowNanos, double ratePerSecond, int firstClient) {
    boolean stood = of.isOver();
    of.begin(nowNanos, ratePerSecond);
    if (stood) {
      pace(of, firstClient);
    }
  }

  /** Sends what is due and comes back when the next message is. */
  private void pace(Arrivals of, int firstClient) {
    if (of.isOver()) {
      return;
    }
    long now = System.nanoTime();
    while (now - of.nextNanos() >= 0) {
      long due = of.nextNanos();
      due(clients.get(firstClient + of.take()), due);
    }
    var _ =
        loop.schedule(
            () -> pace(of, firstClient),
            Math.max(0, of.nextNanos() - System.nanoTime()),
            TimeUnit.NANOSECONDS);
  }

  private void due(OverloadClient client, long nanos) {
    if (isOfTier(client)) {
      tally.offered(tierOf(client), nanos);
    }
    client.due(nanos);
  }

  private static boolean isOfTier(OverloadClient client) {
    return client.service() != WorkersMain.HUNG;
  }

  private static OfferedTier tierOf(OverloadClient client) {
    return OfferedTier.ofService(client.service());
  }

  @Override
  public void acknowledged(OverloadClient client, long dueNanos) {
    if (isOfTier(client)) {
      tally.acknowledged(tierOf(client), dueNanos, System.nanoTime());
    }
  }

  @Override
  public void refused(OverloadClient client, long dueNanos, String reason) {
    if (isOfTier(client)) {
      tally.refused(tierOf(client), dueNanos, System.nanoTime(), reason);
    } else {
      tally.refusedOfHung();
    }
  }

  @Override
  public void late(OverloadClient client, long dueNanos) {
    if (isOfTier(client)) {
      tally.late(tierOf(client), dueNanos);
    }
  }

  @Override
  public void failed(String why) {
    if (failures++ == 0) {
      System.err.println("overload: " + why);
      ready.completeExceptionally(new IllegalStateException(why));
    }
  }
}
