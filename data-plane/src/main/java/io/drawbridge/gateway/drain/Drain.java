package io.drawbridge.gateway.drain;

import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.GoAwayReason;
import io.drawbridge.wire.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this gateway takes new clients, and how those who are here are asked to go elsewhere.
 *
 * <p>Threads: any; {@link #stop(Duration, Duration)} on one that may wait.
 */
public final class Drain {
  /**
   * Those who come to a full gateway come one by one, not all at once as those who are asked to
   * leave; and where they are sent, a crowd is turned away for longer.
   */
  static final Duration FULL_WINDOW = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private final SessionIndex sessions;
  private final Supplier<List<Endpoint>> siblings;
  private final Duration reconnectWindow;
  private final AtomicReference<Mode> mode = new AtomicReference<>(Mode.SERVING);

  private enum Mode {
    SERVING,
    HELD,
    STOPPING
  }

  /**
   * @param siblings where one client may go, best first; another order for each
   * @param reconnectWindow clients draw their first delay over it
   */
  public Drain(SessionIndex sessions, Supplier<List<Endpoint>> siblings, Duration reconnectWindow) {
    this.sessions = sessions;
    this.siblings = siblings;
    this.reconnectWindow = reconnectWindow;
  }

  /** True while new clients are sent elsewhere. */
  public boolean isDraining() {
    return mode.get() != Mode.SERVING;
  }

  /**
   * New clients are sent elsewhere from now on.
   *
   * @return false when that was so before
   */
  public boolean begin() {
    return mode.compareAndSet(Mode.SERVING, Mode.HELD);
  }

  /**
   * New clients may come again; those who were asked to move may still do so.
   *
   * @return false when the process is stopping: then it stays as it is
   */
  public boolean cancel() {
    return mode.updateAndGet(now -> now == Mode.HELD ? Mode.SERVING : now) == Mode.SERVING;
  }

  /**
   * As {@link #begin}, and it cannot be taken back any more.
   *
   * @return false when new clients were sent elsewhere before
   */
  public boolean beginStop() {
    return mode.getAndSet(Mode.STOPPING) == Mode.SERVING;
  }

  /** What a client is told that is to move, or that comes while this gateway drains. */
  public GoAway goAway() {
    return goAway(GoAwayReason.DRAINING, siblings.get());
  }

  /** What a client is told that comes when there is no room for it. */
  public GoAway fullGoAway() {
    return goAway(GoAwayReason.FULL, siblings.get()).toBuilder()
        .setReconnectWindowMillis(
            (int) Math.min(reconnectWindow.toMillis(), FULL_WINDOW.toMillis()))
        .build();
  }

  private GoAway goAway(GoAwayReason reason, List<Endpoint> targets) {
    return GoAway.newBuilder()
        .setReason(reason)
        .addAllTargets(targets)
        .setReconnectWindowMillis((int) reconnectWindow.toMillis())
        .build();
  }

  /**
   * Asks every client to leave, evenly over {@code over}, then waits up to {@code linger} until
   * they have.
   *
   * @return the clients that are still here
   */
  public int stop(Duration over, Duration linger) throws InterruptedException {
    log.info("draining {} sessions over {}", sessions.size(), over);
    Departure.ofAll(everybody(), over, linger).run();
    return sessions.size();
  }

  /** The same in the background. */
  public Errand askAll(Duration over, Duration linger) {
    return inBackground(Departure.ofAll(everybody(), over, linger));
  }

  /**
   * Asks some clients to leave in the background.
   *
   * @param targets where to; empty = to the siblings
   */
  public Errand ask(int clients, List<Endpoint> targets, Duration over, Duration linger) {
    Supplier<List<Endpoint>> to = targets.isEmpty() ? siblings : () -> targets;
    var crowd = new Sessions(sessions, () -> goAway(GoAwayReason.REBALANCE, to.get()));
    return inBackground(Departure.of(clients, crowd, over, linger));
  }

  private Sessions everybody() {
    return new Sessions(sessions, this::goAway);
  }

  private static Errand inBackground(Departure<Session> departure) {
    log.info("asking {} clients to leave", departure.progress().getTotal());
    var _ =
        Thread.ofVirtual()
            .name("departure")
            .start(() -> {
              try {
                var _ = departure.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    return departure;
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
