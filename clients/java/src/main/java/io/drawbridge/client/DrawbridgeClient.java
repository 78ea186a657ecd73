package io.drawbridge.client;

import io.drawbridge.client.Outbox.Letter;
import io.drawbridge.client.discovery.Bootstrap;
import io.drawbridge.client.discovery.Discovery;
import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.client.lane.Lanes;
import io.drawbridge.client.lane.Outcome;
import io.drawbridge.client.lane.Refusal;
import io.drawbridge.client.session.Backoff;
import io.drawbridge.client.session.Identity;
import io.drawbridge.client.session.Lifecycle;
import io.drawbridge.client.session.LifecycleListener;
import io.drawbridge.client.session.Settings;
import io.drawbridge.client.transport.Dialer;
import io.drawbridge.client.transport.Driver;
import io.drawbridge.client.transport.GatewayDialer;
import io.drawbridge.client.transport.NettyHttp;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.wire.Frame;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One user's connection to the fleet: finds a gateway, stays connected through network loss, drains
 * and crashes, sends with acknowledgement and receives pushes.
 *
 * <p>Messages to one service are handed to its business in the order of the {@code send} calls. A
 * message is kept and sent again until it is acknowledged; the business recognises repeats.
 * Threads: any. Nothing but {@link #sendWhenRoom} and {@link #close} blocks.
 */
public final class DrawbridgeClient implements AutoCloseable {
  /** The largest body of a message; a gateway's limit may be lower. */
  public static final int MAX_BODY_BYTES = Frame.MAX_LENGTH - Frame.MIN_LENGTH;

  private static final String LIBRARY = "drawbridge-java/0.1";
  private static final int MAX_SERVICE = 0xffff;
  private static final Duration TOKEN_WITHIN = Duration.ofSeconds(10);

  /** Beyond the time for acknowledgements: saying goodbye and telling the listeners. */
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final Lanes lanes;
  private final Outbox outbox;
  private final Driver driver;
  private final SerialExecutor events;
  private final SerialExecutor completions;
  private final StateListener onState;
  private final Duration closeWithin;
  private final CompletableFuture<ConnectionState.Closed> closed = new CompletableFuture<>();
  private volatile ConnectionState state = new ConnectionState.Connecting();

  private DrawbridgeClient(ClientBuilder wanted) {
    Bootstrap bootstrap = wanted.bootstrap();
    TokenSupplier token = wanted.token();
    Executor threads = wanted.callbacks.orElseGet(Callbacks::shared);
    RandomGenerator random = new SplittableRandom(new SecureRandom().nextLong());
    LongSupplier nanoClock = sinceNow();
    events = new SerialExecutor(threads);
    completions = new SerialExecutor(threads);
    onState = wanted.onState;
    closeWithin = wanted.closeWithin;
    lanes = new Lanes(random);
    outbox = new Outbox(wanted.queueMessages, wanted.queueBytes, this::drainOutbox);
    Inbox inbox =
        new Inbox(wanted.pushMessages, wanted.pushBytes, events, wanted.onPush, this::drainOutbox);
    Settings settings =
        new Settings(
            new Identity(bootstrap.device(), new SecureRandom().nextLong(), LIBRARY),
            wanted.patience,
            new Backoff(random, wanted.longestBackoff),
            bootstrap.transport());
    Dialer dialer = new Dialer(wanted.loops().next(), threads, wanted.source);
    driver =
        new Driver(
            new GatewayDialer(dialer, bootstrap.transport(), wanted.trust),
            new Discovery(new NettyHttp(dialer, wanted.requestTimeout), bootstrap, nanoClock),
            () -> freshToken(token, threads),
            nanoClock,
            network -> new Lifecycle(settings, lanes, network, inbox, new FromLifecycle()));
  }

  /** Describes a client. */
  public static ClientBuilder builder() {
    return new ClientBuilder();
  }

  static DrawbridgeClient start(ClientBuilder wanted) {
    DrawbridgeClient client = new DrawbridgeClient(wanted);
    client.driver.start();
    return client;
  }

  /**
   * Sends {@code body}, which is copied, to the business behind {@code service} (1 to 65535).
   *
   * <p>The future completes when the business has the message. It fails with a {@link
   * SendException}: {@link QueueFullException} at once when the queue is at its bound, {@link
   * MessageRefusedException} when it will never be taken, {@link ClientClosedException} when the
   * client ended first. Cancelling it does not recall the message. It completes on the callback
   * executor, one at a time: do not wait there for another message, chain instead.
   */
  public CompletableFuture<Receipt> send(int service, byte[] body) {
    Letter letter = letter(service, body);
    if (!letter.receipt().isDone()) {
      outbox.offer(letter);
    }
    return letter.receipt();
  }

  /**
   * As {@link #send}, but waits while the queue is at its bound instead of failing: the way to send
   * more than fits.
   *
   * @throws IllegalStateException on a thread that must not wait because it makes room: one that
   *     completes futures, or the event loop
   */
  public CompletableFuture<Receipt> sendWhenRoom(int service, byte[] body)
      throws InterruptedException {
    if (completions.isRunningHere() || driver.isOnItsThread()) {
      throw new IllegalStateException("sendWhenRoom on the thread that makes room");
    }
    Letter letter = letter(service, body);
    if (!letter.receipt().isDone()) {
      outbox.offerWhenRoom(letter);
    }
    return letter.receipt();
  }

  /** Where the client is now. */
  public ConnectionState state() {
    return state;
  }

  /** Completes at the client's end, whoever ended it, after every listener was told. */
  public CompletableFuture<ConnectionState.Closed> closed() {
    return closed.copy();
  }

  /**
   * Takes no more messages, waits for the acknowledgements of those it has, says goodbye to the
   * gateway and ends. What is not acknowledged within the time given by {@link
   * ClientBuilder#closeWithin} fails with {@link ClientClosedException}.
   */
  public CompletableFuture<ConnectionState.Closed> closeAsync() {
    outbox.close();
    driver.enter(this::moveToLanes);
    driver.close(closeWithin);
    return closed();
  }

  /** As {@link #closeAsync}, and waits for the end, except on the client's own threads. */
  @Override
  public void close() {
    CompletableFuture<ConnectionState.Closed> end = closeAsync();
    boolean ownThread =
        events.isRunningHere() || completions.isRunningHere() || driver.isOnItsThread();
    if (ownThread) {
      return;
    }
    try {
      end.get(closeWithin.plus(GOODBYE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // A listener that does not return; the connection is closed nevertheless.
    }
  }

  private Letter letter(int service, byte[] body) {
    if (service < 1 || service > MAX_SERVICE) {
      throw new IllegalArgumentException(
          "service: " + service + " (expected: 1 to " + MAX_SERVICE + ")");
    }
    Letter letter = new Letter(service, body.clone());
    if (body.length > MAX_BODY_BYTES) {
      letter
          .receipt()
          .completeExceptionally(
              new MessageRefusedException(
                  NackReason.TOO_LARGE,
                  "body: " + body.length + " bytes (expected: <= " + MAX_BODY_BYTES + ")",
                  false));
    }
    return letter;
  }

  private void drainOutbox() {
    driver.enter(this::moveToLanes);
  }

  private void moveToLanes() {
    outbox.drain(letter -> lanes.offer(letter.service(), letter.body(), new Completing(letter)));
  }

  private static CompletableFuture<String> freshToken(TokenSupplier supplier, Executor threads) {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return supplier.freshToken();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            threads)
        .orTimeout(TOKEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static LongSupplier sinceNow() {
    long start = System.nanoTime();
    return () -> System.nanoTime() - start;
  }

  /** The end of one message: gives its room back, then completes its future. */
  private final class Completing implements Outcome {
    private final Letter letter;

    Completing(Letter letter) {
      this.letter = letter;
    }

    @Override
    public void acknowledged(long seq) {
      end(() -> letter.receipt().complete(new Receipt(letter.service(), seq)));
    }

    @Override
    public void refused(Refusal refusal, boolean mayBeTaken) {
      end(() ->
          letter
              .receipt()
              .completeExceptionally(
                  new MessageRefusedException(refusal.reason(), refusal.text(), mayBeTaken)));
    }

    @Override
    public void abandoned(boolean mayBeTaken) {
      end(() -> letter.receipt().completeExceptionally(new ClientClosedException(mayBeTaken)));
    }

    private void end(Runnable completion) {
      completions.execute(() -> {
        outbox.release(letter.size());
        completion.run();
      });
    }
  }

  /** The lifecycle's news, on the event loop, to the application's listener. */
  private final class FromLifecycle implements LifecycleListener {
    @Override
    public void connecting() {
      tell(new ConnectionState.Connecting());
    }

    @Override
    public void connected(GatewayEndpoint endpoint, String session, boolean resumed) {
      tell(new ConnectionState.Connected(endpoint.gateway(), endpoint.region(), session, resumed));
    }

    @Override
    public void waiting(long delayNanos, String why) {
      tell(new ConnectionState.Waiting(Duration.ofNanos(delayNanos), why));
    }

    @Override
    public void closed(int code, String why) {
      outbox.close();
      moveToLanes();
      lanes.abandonAll();
      ConnectionState.Closed end = new ConnectionState.Closed(code, why);
      tell(end);
      // Behind everything that listeners and futures are still to be told.
      completions.execute(() -> events.execute(() -> closed.complete(end)));
    }

    private void tell(ConnectionState next) {
      if (!next.equals(state)) {
        state = next;
        events.execute(() -> onState.onState(next));
      }
    }
  }
}
