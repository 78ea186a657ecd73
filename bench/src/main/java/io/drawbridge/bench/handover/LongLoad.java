package io.drawbridge.bench.handover;

import io.drawbridge.proto.client.v1.UpstreamNack;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Connections that stay. Those that send do so at times drawn by a Poisson process, whether or not
 * earlier messages were answered; the others say PING in turn. Who loses its connection is counted
 * and gone.
 *
 * <p>Threads: the loop, but for the futures.
 */
final class LongLoad implements HandoverLoad, LongClient.Listener {
  /** Dials without an answer; more would only queue in the kernel. */
  private static final int DIALS_AT_ONCE = 64;

  /** A silent client is heard so often. */
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** From the last message until what is not answered never will be. */
  private static final long REST_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int PACE_MILLIS = 10;

  /** Reasons that are told; the rest is as many of the same. */
  private static final int TOLD = 5;

  private final HandoverLoadOptions options;
  private final Dialler dialler;
  private final EventLoop loop;
  private final List<LongClient> clients = new ArrayList<>();
  private final List<LongClient> senders = new ArrayList<>(); // still connected
  private final List<LongClient> silent = new ArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Silences silences = new Silences();
  private final SplittableRandom random = new SplittableRandom(1);
  private final SendTimes times;
  private boolean sending;
  private long beganNanos;
  private long pinged;
  private int connected;
  private long disconnects;
  private long refused;
  private long heldBack;

  LongLoad(HandoverLoadOptions options, Dialler dialler) {
    this.options = options;
    this.times = new SendTimes(random, options.rate(), options.rampSeconds());
    this.dialler = dialler;
    this.loop = dialler.loop();
    loop.execute(() -> {
      for (int i = 0; i < Math.min(DIALS_AT_ONCE, options.connections()); i++) {
        dialNext();
      }
    });
  }

  @Override
  public CompletableFuture<Void> ready() {
    return ready;
  }

  private void dialNext() {
    int index = clients.size();
    if (index == options.connections()) {
      return;
    }
    LongClient client = new LongClient(options.firstUser() + index, dialler.connectOf(index), this);
    clients.add(client);
    if (index < options.senders()) {
      client.place = senders.size();
      senders.add(client);
    } else {
      silent.add(client);
    }
    ChannelFutureListener dialled =
        dial -> {
          if (!dial.isSuccess()) {
            ended(client, "not dialled: " + dial.cause());
          }
        };
    dialler.dial(index, client, dialled);
  }

  @Override
  public void connected(LongClient client) {
    connected++;
    dialNext();
    if (connected == options.connections()) {
      beganNanos = System.nanoTime();
      var _ =
          loop.scheduleAtFixedRate(
              this::pingInTurn, PACE_MILLIS, PACE_MILLIS, TimeUnit.MILLISECONDS);
      ready.complete(null);
    }
  }

  /**
   * {@code send}, {@code measure}, {@code restart}, {@code over}; {@code end} is answered by the
   * figures.
   */
  @Override
  public CompletableFuture<String> obey(String line) {
    Runnable order =
        switch (line) {
          case "send" -> this::send;
          case "measure" -> silences::measure;
          case "restart" -> silences::restart;
          case "over" -> () -> silences.over(System.nanoTime());
          case "end" -> () -> sending = false;
          default ->
              throw new IllegalArgumentException(
                  line + ": unknown (expected: send, measure, restart, over or end)");
        };
    CompletableFuture<String> answer = new CompletableFuture<>();
    loop.execute(() -> {
      order.run();
      if (line.equals("end")) {
        silent.forEach(LongClient::askForPong);
        answerAtRest(answer, System.nanoTime() + REST_WITHIN_NANOS);
      } else {
        answer.complete(line);
      }
    });
    return answer;
  }

  private void send() {
    sending = true;
    times.begin(System.nanoTime());
    pace();
  }

  /** Sends what is due and comes back when the next message is. */
  private void pace() {
    long now = System.nanoTime();
    while (sending && !senders.isEmpty() && now - times.nextNanos() >= 0) {
      LongClient client = senders.get(random.nextInt(senders.size()));
      heldBack += client.send(times.nextNanos()) ? 0 : 1;
      times.sent();
    }
    if (sending && !senders.isEmpty()) {
      long wait = Math.max(0, times.nextNanos() - System.nanoTime());
      var _ = loop.schedule(this::pace, wait, TimeUnit.NANOSECONDS);
    }
  }

  /** So many of the silent that each is heard once in its time. */
  private void pingInTurn() {
    double rounds = (double) (System.nanoTime() - beganNanos) / HEARTBEAT_NANOS;
    while (pinged < (long) (rounds * silent.size())) {
      silent.get((int) (pinged++ % silent.size())).askForPong();
    }
  }

  private void answerAtRest(CompletableFuture<String> answer, long deadlineNanos) {
    boolean atRest = clients.stream().allMatch(client -> client.isOver() || client.isAtRest());
    if (atRest || System.nanoTime() - deadlineNanos > 0) {
      answer.complete(figures());
      return;
    }
    var _ =
        loop.schedule(
            () -> answerAtRest(answer, deadlineNanos), PACE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private String figures() {
    long sent = 0;
    long acknowledged = 0;
    long pushesLost = 0;
    long pushesDoubled = 0;
    long dead = 0;
    for (LongClient client : clients) {
      sent += client.lane().sent();
      acknowledged += client.lane().acknowledged();
      pushesLost += client.lane().repliesLost();
      pushesDoubled += client.lane().repliesDoubled() + client.repliesOfOthers();
      dead += !client.isOver() && client.awaitsPong() ? 1 : 0;
    }
    return "figures disconnects=%d sent=%d acknowledged=%d pushes_lost=%d pushes_doubled=%d refused=%d held_back=%d %s"
        .formatted(
            disconnects + dead,
            sent,
            acknowledged,
            pushesLost,
            pushesDoubled,
            refused,
            heldBack,
            silences.text());
  }

  @Override
  public void acknowledged(long dueNanos) {
    silences.acknowledged(dueNanos, System.nanoTime());
  }

  @Override
  public void refused(LongClient client, UpstreamNack nack) {
    if (refused++ < TOLD) {
      System.err.println("handover: a message was refused: " + nack);
    }
    if (!nack.getFinal()) {
      long most = TimeUnit.MILLISECONDS.toMicros(nack.getRetryAfterMillis()) * 3 / 2;
      long micros = random.nextLong(most * 2 / 3, most + 1);
      var _ = loop.schedule(client::sendAgain, micros, TimeUnit.MICROSECONDS);
    }
  }

  @Override
  public void ended(LongClient client, String why) {
    if (disconnects++ < TOLD) {
      System.err.println("handover: a client has lost its connection: " + why);
    }
    ready.completeExceptionally(new IllegalStateException(why));
    if (client.place < senders.size() && senders.get(client.place) == client) {
      LongClient last = senders.removeLast();
      if (last != client) {
        senders.set(client.place, last);
        last.place = client.place;
      }
    }
  }
}
