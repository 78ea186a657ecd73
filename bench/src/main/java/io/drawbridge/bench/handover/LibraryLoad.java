package io.drawbridge.bench.handover;

import io.drawbridge.bench.load.Tokens;
import io.drawbridge.client.ConnectionState;
import io.drawbridge.client.DrawbridgeClient;
import io.drawbridge.client.discovery.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Applications with the Java library, by TLS that ends in the gateway: such a connection cannot be
 * handed over, and the library makes another one. They send at times drawn by a Poisson process.
 * Counted is what an application sees: how long its messages take, which of them are not
 * acknowledged, and who cannot send any more.
 *
 * <p>Threads: one of its own, which the library calls back, too.
 */
final class LibraryLoad implements HandoverLoad, LibraryClient.Listener {
  /** The name that the gateway's certificate has. */
  private static final String NAME = "gateway.bench";

  /** From the last message until what is not answered never will be. */
  private static final long REST_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final int PACE_MILLIS = 5;
  private static final int LOOK_MILLIS = 20;

  /** Reasons that are told; the rest is as many of the same. */
  private static final int TOLD = 5;

  private final HandoverLoadOptions options;
  private final Path trust;
  private final Tokens tokens;
  private final OneGateway gateway;
  private final List<LibraryClient> clients = new ArrayList<>();
  private final Silences silences = new Silences();
  private final Histogram gaps = new Histogram(LONGEST_NANOS, 3); // of each client in each restart
  private final SplittableRandom random = new SplittableRandom(1);
  private final SendTimes times;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("applications").daemon().factory());
  private boolean sending;
  private long failed;

  /** {@code trust}: PEM of who vouches for the gateway. */
  LibraryLoad(HandoverLoadOptions options, Path trust)
      throws IOException, GeneralSecurityException {
    this.options = options;
    this.times = new SendTimes(random, options.rate(), options.rampSeconds());
    this.trust = trust;
    this.tokens = Tokens.open(options.tokenKey(), options.tokenKeyId());
    this.gateway = OneGateway.start(options.target(), NAME);
    thread.execute(this::dialAll);
  }

  private void dialAll() {
    for (int i = 0; i < options.connections(); i++) {
      int user = options.firstUser() + i;
      LibraryClient client = new LibraryClient(user);
      client.dials(
          DrawbridgeClient.builder()
              .httpDns("http://127.0.0.1:" + gateway.port())
              .ipconfig("ipconfig.bench", gateway.port())
              .device("device-" + user)
              .token(() -> tokens.token("user-" + user))
              .transport(Transport.TLS)
              .trust(trust)
              .onPush(push -> client.replied(push.body()))
              .callbackExecutor(thread)
              .connect());
      clients.add(client);
    }
    readyWhenConnected();
  }

  private void readyWhenConnected() {
    if (clients.stream()
        .allMatch(each -> each.library().state() instanceof ConnectionState.Connected)) {
      ready.complete(null);
    } else {
      var _ = thread.schedule(this::readyWhenConnected, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /** As {@link LongLoad#obey}. */
  @Override
  public CompletableFuture<String> obey(String line) {
    Runnable order =
        switch (line) {
          case "send" -> this::send;
          case "measure" -> silences::measure;
          case "restart" -> this::restart;
          case "over" -> this::over;
          case "end" -> () -> sending = false;
          default ->
              throw new IllegalArgumentException(
                  line + ": unknown (expected: send, measure, restart, over or end)");
        };
    CompletableFuture<String> answer = new CompletableFuture<>();
    thread.execute(() -> {
      order.run();
      if (line.equals("end")) {
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

  private void pace() {
    long now = System.nanoTime();
    while (sending && now - times.nextNanos() >= 0) {
      clients.get(random.nextInt(clients.size())).send(times.nextNanos(), this);
      times.sent();
    }
    if (sending) {
      var _ = thread.schedule(this::pace, PACE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void restart() {
    clients.forEach(LibraryClient::longestNanos);
    silences.restart();
  }

  private void over() {
    silences.over(System.nanoTime());
    clients.forEach(each -> gaps.recordValue(Math.min(LONGEST_NANOS, each.longestNanos())));
  }

  @Override
  public void acknowledged(LibraryClient client, long dueNanos) {
    long now = System.nanoTime();
    client.acknowledged(now - dueNanos);
    silences.acknowledged(dueNanos, now);
  }

  @Override
  public void failed(Throwable why) {
    if (failed++ < TOLD) {
      System.err.println("handover: a message failed: " + why);
    }
  }

  private void answerAtRest(CompletableFuture<String> answer, long deadlineNanos) {
    if (clients.stream().allMatch(LibraryClient::isAtRest)
        || System.nanoTime() - deadlineNanos > 0) {
      answer.complete(figures());
      return;
    }
    var _ =
        thread.schedule(
            () -> answerAtRest(answer, deadlineNanos), LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private String figures() {
    long sent = 0;
    long acknowledged = 0;
    long pushesLost = 0;
    long pushesDoubled = 0;
    long ended = 0;
    for (LibraryClient client : clients) {
      sent += client.sent();
      acknowledged += client.acknowledged();
      pushesLost += client.repliesLost();
      pushesDoubled += client.repliesDoubled();
      ended += client.library().closed().isDone() ? 1 : 0;
    }
    return "figures disconnects=%d sent=%d acknowledged=%d pushes_lost=%d pushes_doubled=%d refused=%d held_back=0 gaps=%d gap_p99_ms=%.1f %s"
        .formatted(
            ended,
            sent,
            acknowledged,
            pushesLost,
            pushesDoubled,
            failed,
            gaps.getTotalCount(),
            gaps.getValueAtPercentile(99) / 1e6,
            silences.text());
  }
}
