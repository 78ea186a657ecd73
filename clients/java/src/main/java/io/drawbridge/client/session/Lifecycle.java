package io.drawbridge.client.session;

import io.drawbridge.client.discovery.EndpointList;
import io.drawbridge.client.lane.Lanes;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.ProtocolViolation;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client from its first dial to its end, over all its connections.
 *
 * <pre>
 *   session:  none --CONNECT--> greeting --CONNECTED--> live --lost, CLOSE--> none
 *   search:   beside it when there is no session, and beside a live one after GOAWAY:
 *             the new connection is open before the old one is left
 * </pre>
 *
 * Every connection claims the session of the one before it; whether it gets it is the gateway's
 * word. Not thread-safe; every call is handed the time.
 */
public final class Lifecycle {
  /** A connection that ends sooner counts as a failed dial: the next gateway has its turn. */
  private static final long FLAPPING_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Upper end of the delay before a new session is asked for where the old one is not known. */
  static final Duration AFRESH = Duration.ofMillis(500);

  private final Settings settings;
  private final Lanes lanes;
  private final Network network;
  private final LifecycleListener listener;
  private final Search search;
  private final Downstream downstream;
  private final Resumption resumption;
  private final Greetings greetings;

  private @Nullable Current current;
  private @Nullable Dialed next;
  private long settledByNanos = Long.MAX_VALUE;
  private long closeByNanos = Long.MAX_VALUE;
  private boolean closed;

  /** {@code lanes} is filled by whoever sends; call {@link #work} after each message. */
  public Lifecycle(
      Settings settings, Lanes lanes, Network network, PushSink sink, LifecycleListener listener) {
    this.settings = settings;
    this.lanes = lanes;
    this.network = network;
    this.listener = listener;
    search = new Search(network, settings, new FromSearch());
    downstream = new Downstream(sink);
    resumption = new Resumption(downstream);
    greetings = new Greetings(settings.identity());
  }

  /** Begins. */
  public void start(long nowNanos) {
    search.start(nowNanos);
  }

  /** Answer to {@link Network#find}. */
  public void found(int attempt, EndpointList list, long nowNanos) {
    search.found(attempt, list, nowNanos);
  }

  /** Answer to {@link Network#find}: nobody told. */
  public void notFound(int attempt, String why, long nowNanos) {
    search.notFound(attempt, why, nowNanos);
  }

  /** Answer to {@link Network#dial}; from here the link is the lifecycle's. */
  public void dialed(int attempt, Link link, String token, long nowNanos) {
    search.dialed(attempt, link, token, nowNanos);
  }

  /**
   * Answer to {@link Network#dial}: no connection. {@code unreachable}: the gateway is to blame,
   * not the client's own side.
   */
  public void dialFailed(int attempt, String why, boolean unreachable, long nowNanos) {
    search.dialFailed(attempt, why, unreachable, nowNanos);
  }

  /** Answer to {@link Network#renewToken}. */
  public void freshToken(String token, long nowNanos) {
    if (current != null) {
      current.session.authenticate(token, nowNanos);
    }
  }

  /**
   * Answer to {@link Network#renewToken}: there is none. It is asked for again; without one the
   * gateway ends the session in its time.
   */
  public void noFreshToken(long nowNanos) {
    if (current != null) {
      current.session.noFreshToken(nowNanos);
    }
  }

  /** A frame came on {@code link}; borrowed for the call. */
  public void received(Link link, Frame frame, long nowNanos) {
    Current receiver = current;
    if (receiver != null && receiver.link.equals(link)) {
      receiver.session.received(frame, nowNanos);
    }
  }

  /** What came on {@code link} is not this protocol. */
  public void violated(Link link, ProtocolViolation violation, long nowNanos) {
    Current receiver = current;
    if (receiver != null && receiver.link.equals(link)) {
      receiver.session.violated(violation, nowNanos);
    }
  }

  /** The transport of {@code link} was closed with a code, and not by CLOSE. */
  public void closed(Link link, int code, String why, long nowNanos) {
    Current receiver = current;
    if (receiver != null && receiver.link.equals(link)) {
      receiver.session.closed(code, why, nowNanos);
    } else {
      lost(link, why, nowNanos);
    }
  }

  /** The connection {@code link} is gone. */
  public void lost(Link link, String why, long nowNanos) {
    Current receiver = current;
    Dialed open = next;
    if (receiver != null && receiver.link.equals(link)) {
      receiver.session.lost(why, nowNanos);
    } else if (open != null && open.link().equals(link)) {
      next = null;
      lanes.pause(false);
      search.route().failed(open.endpoint());
      search.startAfter(settings.backoff().nextDelayNanos(), why, null, nowNanos);
    }
  }

  /** True after CONNECTED: frames may be as large as its limits say. */
  public boolean isLive(Link link) {
    return current != null && current.link.equals(link) && current.session.isLive();
  }

  /** Does what is due. Called after every event, after new messages, and at its time. */
  public void work(long nowNanos) {
    search.work(nowNanos);
    if (current != null) {
      current.session.work(nowNanos);
    }
    if (next != null && (lanes.isSettled() || nowNanos >= settledByNanos)) {
      move(next, nowNanos);
    }
    boolean closing = closeByNanos != Long.MAX_VALUE;
    if (closing && (lanes.isEmpty() || nowNanos >= closeByNanos)) {
      finish(CloseReason.CLIENT_LEFT.code(), "closed by the application");
    }
  }

  /** When {@link #work} has something to do without another event. */
  public long nextDueNanos() {
    long due = Math.min(search.nextDueNanos(), closeByNanos);
    if (next != null) {
      due = Math.min(due, settledByNanos);
    }
    return current == null ? due : Math.min(due, current.session.nextDueNanos());
  }

  /** Ends when everything is acknowledged, {@code within} at the latest. */
  public void close(Duration within, long nowNanos) {
    closeByNanos = Math.min(closeByNanos, nowNanos + within.toNanos());
    work(nowNanos);
  }

  public boolean isClosed() {
    return closed;
  }

  /** Leaves the old connection, if it is still there, and speaks on the new one. */
  private void move(Dialed dialed, long nowNanos) {
    next = null;
    if (current != null) {
      current.session.leave(CloseReason.GONE_AWAY);
      current = null;
      listener.connecting();
    }
    greet(dialed, nowNanos);
  }

  private void greet(Dialed dialed, long nowNanos) {
    Session session =
        new Session(dialed.link(), lanes, downstream, new FromSession(), settings, nowNanos);
    lanes.reconnecting();
    Connect connect = greetings.next(dialed.token(), lanes.starts(), resumption.claim());
    current = new Current(session, dialed.link(), dialed.endpoint(), connect.hasResume());
    session.greet(connect);
  }

  private void finish(int code, String why) {
    if (closed) {
      return;
    }
    closed = true;
    closeByNanos = Long.MAX_VALUE;
    search.stop();
    if (next != null) {
      next.link().close(CloseReason.CLIENT_LEFT.code());
      next = null;
    }
    if (current != null) {
      current.session.leave(CloseReason.CLIENT_LEFT);
      current = null;
    }
    lanes.abandonAll();
    resumption.forget();
    listener.closed(code, why);
  }

  private void reconnect(SessionEnd end, Current ended, long nowNanos) {
    if (next != null) {
      move(next, nowNanos);
      return;
    }
    if (!search.isIdle()) {
      listener.connecting(); // a search for another gateway is under way
      return;
    }
    Backoff backoff = settings.backoff();
    long demandedNanos = backoff.stretched(end.notBeforeNanos());
    if (ended.claims && end.code() == CloseReason.SESSION_LOST.code()) {
      // Nobody's fault, and at most once for each claim: the next CONNECT has none.
      long soonNanos = Math.max(backoff.below(AFRESH), demandedNanos);
      search.startAfter(soonNanos, end.describe(), ended.endpoint, nowNanos);
      return;
    }
    long livedNanos = ended.livedNanos(nowNanos);
    backoff.lost(livedNanos);
    if (livedNanos < FLAPPING_NANOS) {
      search.route().failed(ended.endpoint);
    }
    GoAway goAway = end.turnedAway();
    if (goAway != null) {
      follow(goAway, backoff.nextDelayNanos(), end.describe(), nowNanos);
    } else {
      long delayNanos = Math.max(backoff.nextDelayNanos(), demandedNanos);
      search.startAfter(delayNanos, end.describe(), null, nowNanos);
    }
  }

  /**
   * The delay is drawn over the gateway's window, as far as it gives the time: its clients must not
   * come all at once.
   */
  private void follow(GoAway goAway, long leastNanos, String why, long nowNanos) {
    long windowMillis = Integer.toUnsignedLong(goAway.getReconnectWindowMillis());
    long closeMillis = Integer.toUnsignedLong(goAway.getCloseInMillis());
    long drawnMillis = closeMillis == 0 ? windowMillis : Math.min(windowMillis, closeMillis);
    search.startAfter(
        Math.max(leastNanos, settings.backoff().below(Duration.ofMillis(drawnMillis))),
        why,
        search.route().trusted(goAway.getTargetsList()).orElse(null),
        nowNanos);
  }

  private final class FromSearch implements SearchEvents {
    @Override
    public void waiting(long delayNanos, String why) {
      if (current == null) {
        listener.waiting(delayNanos, why);
      }
    }

    @Override
    public void searching() {
      if (current == null) {
        listener.connecting();
      }
    }

    @Override
    public void opened(Dialed dialed, long nowNanos) {
      if (current == null) {
        greet(dialed, nowNanos);
      } else {
        next = dialed;
        settledByNanos = nowNanos + settings.patience().settleNanos();
        lanes.pause(true);
      }
    }
  }

  private final class FromSession implements SessionEvents {
    @Override
    public void connected(Connected facts, long nowNanos) throws ProtocolViolation {
      resumption.connected(facts);
      Current up = current;
      if (up != null) {
        up.connected = true;
        up.connectedNanos = nowNanos;
        search.route().connected(up.endpoint);
        String session = HexFormat.of().formatHex(facts.getSession().toByteArray());
        listener.connected(up.endpoint, session, facts.getResumed());
      }
    }

    @Override
    public void goAway(GoAway goAway, long nowNanos) throws ProtocolViolation {
      resumption.replaceToken(goAway.getResumeToken());
      Current left = current;
      if (left != null && search.isIdle() && next == null) {
        search.route().failed(left.endpoint);
        // Sent on from gateway to gateway: slower each time.
        boolean flapping = left.livedNanos(nowNanos) < FLAPPING_NANOS;
        long leastNanos = flapping ? settings.backoff().nextDelayNanos() : 0;
        follow(goAway, leastNanos, "told to move: " + goAway.getReason(), nowNanos);
      }
    }

    @Override
    public void tokenEnding() {
      network.renewToken();
    }

    @Override
    public void ended(SessionEnd end, long nowNanos) {
      Current ended = current;
      current = null;
      if (end.endsSession()) {
        resumption.forget();
      }
      if (!end.reconnects()) {
        finish(end.code(), end.describe());
      } else if (ended != null) {
        reconnect(end, ended, nowNanos);
      }
    }
  }
}
