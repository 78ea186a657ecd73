package io.drawbridge.bench.handover;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come at a steady pace, each of which leaves when it has CONNECTED. Not more than a
 * number of them are there at once: then the next one comes later.
 *
 * <p>Threads: the loop, but for the futures.
 */
final class ShortLoad implements HandoverLoad {
  private static final int PACE_MILLIS = 10;
  private static final String END = "end ";

  /** Reasons that are told; the rest is as many of the same. */
  private static final int TOLD = 5;

  private final HandoverLoadOptions options;
  private final Dialler dialler;
  private final EventLoop loop;
  private long beganNanos;
  private int begun;
  private int open;
  private int refused;
  private int least;
  private @Nullable CompletableFuture<String> end;

  ShortLoad(HandoverLoadOptions options, Dialler dialler) {
    this.options = options;
    this.dialler = dialler;
    this.loop = dialler.loop();
  }

  @Override
  public CompletableFuture<Void> ready() {
    return CompletableFuture.completedFuture(null);
  }

  /** {@code send} begins; {@code end N} is answered by the figures, once there were N. */
  @Override
  public CompletableFuture<String> obey(String line) {
    if (line.equals("send")) {
      loop.execute(() -> {
        beganNanos = System.nanoTime();
        pace();
      });
      return CompletableFuture.completedFuture(line);
    }
    if (!line.startsWith(END)) {
      throw new IllegalArgumentException(line + ": unknown (expected: send or end N)");
    }
    int atLeast = Integer.parseInt(line.substring(END.length()));
    CompletableFuture<String> figures = new CompletableFuture<>();
    loop.execute(() -> {
      least = atLeast;
      end = figures;
    });
    return figures;
  }

  private void pace() {
    CompletableFuture<String> asked = end;
    boolean enough = asked != null && begun >= least;
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    while (!enough && open < options.atOnce() && begun < seconds * options.rate()) {
      dial(begun++);
    }
    if (asked != null && enough && open == 0) {
      asked.complete("figures connects=%d refused=%d".formatted(begun, refused));
      return;
    }
    var _ = loop.schedule(this::pace, PACE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void dial(int index) {
    open++;
    ShortClient client = new ShortClient(dialler.connectOf(index), this::ended);
    ChannelFutureListener dialled =
        dial -> {
          if (!dial.isSuccess()) {
            client.end("not dialled: " + dial.cause());
          }
        };
    dialler.dial(index, client, dialled);
    var _ =
        loop.schedule(
            () -> client.end("no CONNECTED after " + Dialler.PATIENCE_SECONDS + " s"),
            Dialler.PATIENCE_SECONDS,
            TimeUnit.SECONDS);
  }

  private void ended(String why) {
    open--;
    if (!why.equals(ShortClient.WELCOME) && refused++ < TOLD) {
      System.err.println("handover: a client was not let in: " + why);
    }
  }
}
