package io.drawbridge.client.transport;

import io.drawbridge.client.discovery.Discovery;
import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.client.session.Lifecycle;
import io.drawbridge.client.session.Link;
import io.drawbridge.client.session.Network;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.ProtocolViolation;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives a {@link Lifecycle} its event loop: brings it events and the time, does what it asks for.
 * Public methods may be called from any thread.
 */
public final class Driver {
  private final EventLoop loop;
  private final GatewayDialer dialer;
  private final Discovery discovery;
  private final TokenSource tokens;
  private final LongSupplier nanoClock;
  private final Lifecycle lifecycle;
  private @Nullable ScheduledFuture<?> timer;
  private long timerNanos = Long.MAX_VALUE;

  /** {@code lifecycle} makes the lifecycle that will ask the given network. */
  public Driver(
      GatewayDialer dialer,
      Discovery discovery,
      TokenSource tokens,
      LongSupplier nanoClock,
      Function<Network, Lifecycle> lifecycle) {
    this.loop = dialer.loop();
    this.dialer = dialer;
    this.discovery = discovery;
    this.tokens = tokens;
    this.nanoClock = nanoClock;
    this.lifecycle = lifecycle.apply(new Asked());
  }

  public void start() {
    enter(() -> lifecycle.start(now()));
  }

  /** Ends when everything is acknowledged, {@code within} at the latest. */
  public void close(Duration within) {
    enter(() -> lifecycle.close(within, now()));
  }

  /** Runs {@code change} on the client's thread, then whatever is due by then. */
  public void enter(Runnable change) {
    if (loop.inEventLoop()) {
      change.run();
      work();
    } else {
      loop.execute(() -> {
        change.run();
        work();
      });
    }
  }

  public boolean isOnItsThread() {
    return loop.inEventLoop();
  }

  private void work() {
    lifecycle.work(now());
    long due = lifecycle.nextDueNanos();
    if (due < timerNanos && !loop.isShuttingDown()) {
      if (timer != null) {
        timer.cancel(false);
      }
      timerNanos = due;
      timer = loop.schedule(this::timerFired, Math.max(0, due - now()), TimeUnit.NANOSECONDS);
    }
  }

  private void timerFired() {
    timerNanos = Long.MAX_VALUE;
    timer = null;
    work();
  }

  private long now() {
    return nanoClock.getAsLong();
  }

  private static String describe(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** What the lifecycle asks for; the answers come back through {@link #enter}. */
  private final class Asked implements Network {
    @Override
    public void find(int attempt, String previousGateway) {
      var unused =
          discovery
              .find(previousGateway)
              .whenComplete((list, failure) ->
                  enter(() -> {
                    if (failure == null) {
                      lifecycle.found(attempt, list, now());
                    } else {
                      lifecycle.notFound(attempt, describe(failure), now());
                    }
                  }));
    }

    @Override
    public void dial(int attempt, GatewayEndpoint endpoint, Duration timeout) {
      var unused =
          tokens
              .freshToken()
              .whenComplete((token, failure) -> {
                if (failure == null) {
                  open(attempt, endpoint, timeout, token);
                } else {
                  failed(attempt, "token: " + describe(failure), false);
                }
              });
    }

    @Override
    public void renewToken() {
      var unused =
          tokens
              .freshToken()
              .whenComplete((token, failure) ->
                  enter(() -> {
                    if (failure == null) {
                      lifecycle.freshToken(token, now());
                    } else {
                      lifecycle.noFreshToken(now());
                    }
                  }));
    }

    private void open(int attempt, GatewayEndpoint endpoint, Duration timeout, String token) {
      var unused =
          dialer
              .open(endpoint, timeout, new FromLink())
              .whenComplete((link, failure) -> {
                if (failure == null) {
                  enter(() -> lifecycle.dialed(attempt, link, token, now()));
                } else {
                  failed(attempt, describe(failure), true);
                }
              });
    }

    private void failed(int attempt, String why, boolean unreachable) {
      enter(() -> lifecycle.dialFailed(attempt, why, unreachable, now()));
    }
  }

  /** What connections tell, on the event loop. */
  private final class FromLink implements LinkEvents {
    @Override
    public boolean received(Link from, Frame frame) {
      lifecycle.received(from, frame, now());
      return lifecycle.isLive(from);
    }

    @Override
    public void violated(Link from, ProtocolViolation violation) {
      enter(() -> lifecycle.violated(from, violation, now()));
    }

    @Override
    public void ready() {
      work();
    }

    @Override
    public void closed(Link from, int code, String why) {
      enter(() -> lifecycle.closed(from, code, why, now()));
    }

    @Override
    public void lost(Link from, String why) {
      enter(() -> lifecycle.lost(from, why, now()));
    }
  }
}
