package io.drawbridge.gateway.drain;

import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.GoAwayReason;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every client to move, evenly over a time, so that the gateways they go to are not overrun.
 *
 * <p>Threads: {@link #isDraining} and {@link #goAway} from any; {@link #run} on a thread that may
 * wait.
 */
public final class Drain {
  private static final long TICK_MILLIS = 50;

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private final SessionIndex sessions;
  private final Supplier<List<Endpoint>> siblings;
  private final Duration reconnectWindow;
  private final AtomicBoolean draining = new AtomicBoolean();

  /**
   * @param siblings where clients may go, best first
   * @param reconnectWindow clients draw their first delay over it
   */
  public Drain(SessionIndex sessions, Supplier<List<Endpoint>> siblings, Duration reconnectWindow) {
    this.sessions = sessions;
    this.siblings = siblings;
    this.reconnectWindow = reconnectWindow;
  }

  /** True from the start of a drain until it is taken back. */
  public boolean isDraining() {
    return draining.get();
  }

  /**
   * New clients are sent elsewhere from now on.
   *
   * @return false when that was so before
   */
  public boolean begin() {
    return draining.compareAndSet(false, true);
  }

  /** New clients may come again; those who were asked to move may still do so. */
  public void cancel() {
    draining.set(false);
  }

  /** What a client is told that is to move, or that comes while this gateway drains. */
  public GoAway goAway() {
    return GoAway.newBuilder()
        .setReason(GoAwayReason.DRAINING)
        .addAllTargets(siblings.get())
        .setReconnectWindowMillis((int) reconnectWindow.toMillis())
        .build();
  }

  /**
   * Sends GOAWAY to every client, evenly over {@code over}, then waits up to {@code linger} until
   * they have left. Ends early when the drain is cancelled.
   *
   * @return the clients that are still here
   */
  public int run(Duration over, Duration linger) throws InterruptedException {
    List<Session> all = new ArrayList<>();
    sessions.forEach(all::add);
    log.info("draining {} sessions over {}", all.size(), over);
    long ticks = Math.max(1, over.toMillis() / TICK_MILLIS);
    for (long tick = 1; tick <= ticks && isDraining(); tick++) {
      int from = toldAfter(tick - 1, ticks, all.size());
      int to = toldAfter(tick, ticks, all.size());
      all.subList(from, to).forEach(this::tell);
      if (sessions.size() == 0) {
        return 0;
      }
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    }
    await(() -> sessions.size() == 0 || !isDraining(), linger);
    return sessions.size();
  }

  /** Rounded up: the first is told at once, and a few need not wait for the end of the time. */
  private static int toldAfter(long tick, long ticks, int sessions) {
    return (int) ((tick * sessions + ticks - 1) / ticks);
  }

  private void tell(Session session) {
    byte[] goAway = goAway().toByteArray();
    session.loop().mailbox().offer(() -> session.tell(FrameType.GOAWAY, goAway));
  }

  private static void await(BooleanSupplier condition, Duration atMost)
      throws InterruptedException {
    for (long waited = 0; waited < atMost.toMillis() && !condition.getAsBoolean(); ) {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      waited += TICK_MILLIS;
    }
  }

  /** Closes those who are still here. */
  public void closeRest() {
    sessions.forEach(session ->
        session
            .loop()
            .executor()
            .execute(
                () -> session.disconnect(CloseReason.SHUTDOWN, "this gateway stops; reconnect")));
  }
}
