package io.drawbridge.gateway.session;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.ConnectionOwner;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.connection.Nobody;
import io.drawbridge.gateway.overload.Standing;
import io.drawbridge.gateway.session.Tenure.Phase;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.LaneStart;
import io.drawbridge.proto.handover.v1.HandedSession;
import io.drawbridge.proto.peer.v1.SessionState;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client instance at this gateway: its lanes upstream, its pushes downstream, and its
 * connection while it has one. What it may do now is its {@link Tenure}'s to say.
 *
 * <p>Threads: the loop only, but for the identity ({@link #id}, {@link #instance}, {@link
 * #connectNumber}, {@link #home}, {@link #loop}) and {@link #isOpen}, {@link #isDetached}, {@link
 * #isConnected}, {@link #tokenIssuedAt}, {@link #endSoon}.
 */
public final class Session implements ConnectionOwner {
  /** Lanes of one session. */
  public static final int MAX_LANES = 64;

  /** How soon an end is tried again that came while the session was being handed over. */
  private static final long END_AGAIN_MILLIS = 5;

  private static final int NO_TIER = Integer.MAX_VALUE;
  private static final long NOT_TOLD = Long.MIN_VALUE;
  private static final byte[] NOTHING = {};

  private final SessionId id;
  private final ClientInstance instance;
  private final Optional<String> home;
  private final Tenure tenure;
  private final SessionPlace place;
  private final SessionLanes lanes;
  private @Nullable SessionPushes pushes; // most clients are never sent anything
  private @Nullable Connection connection;
  private int authenticationEndsSeconds = Integer.MAX_VALUE;
  private volatile long tokenIssuedAtSecond = NOT_TOLD;
  private int tier = NO_TIER;
  private Standing standing = Standing.USUAL;

  /** Who a session is for, as CONNECT and its token say. */
  public record Who(SessionId id, ClientInstance instance, Optional<String> home) {}

  /** A new session, whose client waits for CONNECTED on this connection. */
  public Session(Who who, Connect connect, Connection connection, SessionPlace place) {
    this(who, Tenure.fresh(connect.getConnectNumber()), place);
    lanes.goOnFrom(connect.getLanesList());
    bind(connection);
  }

  /** A copy of another gateway's session; it sends nothing before {@link #confirmed}. */
  public Session(
      Who who, Connect connect, Connection connection, SessionPlace place, SessionState state) {
    this(who, Tenure.copied(connect.getConnectNumber()), place);
    lanes.readFrom(state);
    tier = state.getTier();
    lanes.goOnFrom(connect.getLanesList());
    SessionPushes copied = new SessionPushes(id, tenure, place, state);
    copied.acked(connect.getResume().getLastDownstreamSeq());
    pushes = copied;
    bind(connection);
  }

  /**
   * A session of the gateway's process before, which still may keep it: it is nobody's until {@link
   * #adopted} or {@link #dropHanded}. On the loop of {@code place}.
   */
  public Session(Who who, HandedSession handed, SessionPlace place) {
    this(who, Tenure.copied(handed.getConnectNumber()), place);
    SessionState state = handed.getState();
    long nowNanos = place.nanoClock().getAsLong();
    lanes.readFrom(handed, nowNanos);
    tier = state.getTier();
    if (state.getNextDownstreamSeq() > 1 || state.getRecentCount() > 0) {
      pushes = SessionPushes.handed(id, tenure, place, state, handed.getPushesSent());
    }
    standing = HandedSessions.standing(handed);
    if (handed.hasTokenIssuedSeconds()) {
      tokenIssuedAtSecond = handed.getTokenIssuedSeconds();
    }
    if (handed.getAuthenticatedMillis() > 0) {
      long seconds = TimeUnit.MILLISECONDS.toSeconds(handed.getAuthenticatedMillis());
      authenticationEndsSeconds = (int) Math.min(Integer.MAX_VALUE, nowSeconds() + seconds);
    }
  }

  private Session(Who who, Tenure tenure, SessionPlace place) {
    this.id = who.id();
    this.instance = who.instance();
    this.home = who.home();
    this.tenure = tenure;
    this.place = place;
    this.lanes = new SessionLanes(place.kept());
  }

  private SessionPushes pushes() {
    SessionPushes all = pushes;
    if (all == null) {
      all = new SessionPushes(id, tenure, place);
      if (connection != null && tenure.isAnswered()) {
        all.connected(connection);
      }
      pushes = all;
    }
    return all;
  }

  public SessionId id() {
    return id;
  }

  public ClientInstance instance() {
    return instance;
  }

  /** The client's dial that this session is attached with, or was last. */
  public int connectNumber() {
    return tenure.connectNumber();
  }

  /** The home region that the client's token names, if it names one. */
  public Optional<String> home() {
    return home;
  }

  public Loop loop() {
    return place.loop();
  }

  /** False when it is over here. */
  public boolean isOpen() {
    return tenure.phase() != Phase.OVER;
  }

  /** True while its client is away and may come back. */
  public boolean isDetached() {
    return tenure.phase() == Phase.DETACHED;
  }

  /** True while its client is at this gateway, as far as is known. */
  public boolean isConnected() {
    return tenure.isConnected();
  }

  /** True while the gateway that had it has not let it go. */
  public boolean isArriving() {
    return tenure.phase() == Phase.ARRIVING;
  }

  /** True while it comes here or goes from here: whoever asks for it asks again soon. */
  public boolean isBetween() {
    return tenure.isBetween();
  }

  /** True when its lanes may send. */
  public boolean mayFeed() {
    return tenure.mayFeed();
  }

  /** The token counts until this second of the sweep's clock. */
  public void authenticatedUntil(int seconds) {
    authenticationEndsSeconds = seconds;
  }

  /** When the token that it lives by was issued, if that says so. */
  public void tokenIssuedAt(Optional<Instant> issuedAt) {
    tokenIssuedAtSecond = issuedAt.map(Instant::getEpochSecond).orElse(NOT_TOLD);
  }

  /** When the token that it lives by was issued, if that says so. */
  public Optional<Instant> tokenIssuedAt() {
    long second = tokenIssuedAtSecond;
    return second == NOT_TOLD ? Optional.empty() : Optional.of(Instant.ofEpochSecond(second));
  }

  /** How important its client may be, by the token that it lives by. */
  public void standing(Standing now) {
    standing = now;
  }

  public Standing standing() {
    return standing;
  }

  // The client, while it is connected.

  /** Writes CONNECTED, acks that the client does not know of, and what waits. */
  public void connected(Connect connect, byte[] connected) {
    Connection open = connection;
    if (open == null) {
      return;
    }
    FrameWriter.control(open.out(), FrameType.CONNECTED, connected);
    tenure.connected();
    for (LaneStart start : connect.getLanesList()) {
      Lane lane = lanes.find(start.getService());
      if (lane != null && lane.acked() >= start.getNextSeq()) {
        ack(lane);
      }
    }
    if (pushes != null) {
      pushes.connected(open);
    }
  }

  /** Writes a control frame, if the client is connected. */
  public void tell(FrameType type, byte[] body) {
    Connection open = connection;
    if (open != null) {
      FrameWriter.control(open.out(), type, body);
    }
  }

  /** Closes the connection, if there is one; what the reason says becomes of the session. */
  public void disconnect(CloseReason reason, String text) {
    Connection open = connection;
    if (open != null) {
      open.close(reason, text);
    }
  }

  /** The client has said CLOSE; what the reason says becomes of the session. */
  public void left(CloseReason reason) {
    Connection open = connection;
    if (open != null) {
      open.answerClose(reason);
    }
  }

  // Upstream.

  /**
   * The lane to a service, made when it is used for the first time; null beyond {@link #MAX_LANES}.
   */
  public @Nullable Lane lane(int service) {
    return lanes.findOrAdd(service, 1);
  }

  public List<Lane> lanes() {
    return lanes.all();
  }

  /** It uses a service of this tier, 0 the most important: what is kept longest when it is left. */
  public void uses(int tierOfService) {
    tier = Math.min(tier, tierOfService);
  }

  /** The most important tier it has used. */
  int tier() {
    return tier;
  }

  /**
   * Tells the client, if it is connected, how far the business has the lane. Nothing is said before
   * CONNECTED, which tells it all.
   */
  public void ack(Lane lane) {
    Connection open = connection;
    if (open != null && tenure.isAnswered()) {
      if (place.states().areNews()) {
        int state = place.states().of(this, lane);
        FrameWriter.upstreamAck(open.out(), lane.service(), lane.acked(), state);
      } else {
        FrameWriter.upstreamAck(open.out(), lane.service(), lane.acked());
      }
    }
  }

  /**
   * Tells the client, if it is connected, that everything of the service's lane from {@code seq} on
   * was not taken.
   */
  public void nack(int service, long seq, Refusal refusal) {
    loop().measures().refused();
    Connection open = connection;
    if (open != null && tenure.isAnswered()) {
      FrameWriter.upstreamNack(open.out(), service, seq, refusal.message().toByteArray());
    }
  }

  /** Answers a PING. */
  public void pong() {
    Connection open = connection;
    if (open == null) {
      return;
    }
    if (place.states().areNews()) {
      FrameWriter.pong(open.out(), place.states().of(this));
    } else {
      FrameWriter.control(open.out(), FrameType.PONG, NOTHING);
    }
  }

  // Downstream.

  /** Delivers or keeps a push, or says at once why not. */
  public void push(PushItem item) {
    pushes().push(item);
    if (isDetached()) {
      place.detached().grew(this);
    }
  }

  /**
   * The client library has every push up to {@code seq}.
   *
   * @throws ProtocolViolation when that many were never sent
   */
  public void downstreamAcked(long seq) throws ProtocolViolation {
    SessionPushes.requireSent(pushes, "DOWNSTREAM_ACK seq", seq);
    if (pushes != null) {
      pushes.acked(seq);
    }
  }

  @Override
  public void roomToWrite() {
    if (pushes != null) {
      pushes.writeUnsent();
    }
  }

  // Life.

  private void bind(Connection next) {
    connection = next;
    next.owner(this);
    loop().measures().sessionOpened();
  }

  private void unbind() {
    if (connection != null) {
      connection = null;
      loop().measures().sessionClosed();
      if (pushes != null) {
        pushes.disconnected();
      }
    }
  }

  /** Closes a connection that this session does not need any more. */
  private void leaveConnection(CloseReason reason, String text) {
    Connection left = connection;
    unbind();
    if (left != null) {
      left.owner(Nobody.INSTANCE);
      left.close(reason, text);
    }
  }

  @Override
  public void connectionEnded(CloseReason reason) {
    unbind();
    if (!reason.reconnects() || reason == CloseReason.INTERNAL_ERROR) {
      over(reason); // after a defect its state is not to be trusted
      return;
    }
    lost(reason);
  }

  private void lost(CloseReason reason) {
    switch (tenure.lost()) {
      case DETACHED -> detach();
      case OVER -> over(reason);
      case ARRIVING, NEW, CONNECTING, LIVE, GIVING, LEAVING -> {
        // Another event decides.
      }
    }
  }

  private void detach() {
    if (pushes != null) {
      pushes.detached();
    }
    place.detached().add(this, nowSeconds());
  }

  /**
   * Its client has dialled this gateway again.
   *
   * @return false when this dial is stale
   * @throws ProtocolViolation when the client claims pushes that were never sent
   */
  public boolean resume(Connect connect, Connection next) throws ProtocolViolation {
    long last = connect.getResume().getLastDownstreamSeq();
    SessionPushes.requireSent(pushes, "last downstream seq", last);
    boolean frozen = tenure.phase() == Phase.GIVING;
    if (!tenure.resume(connect.getConnectNumber())) {
      return false;
    }
    place.detached().remove(this);
    leaveConnection(CloseReason.REPLACED, "a newer dial of this client took over");
    bind(next);
    if (pushes != null) {
      pushes.acked(last);
    }
    lanes.goOnFrom(connect.getLanesList());
    if (frozen) {
      pushes().kept();
      place.listener().mayFeed(this);
    }
    return true;
  }

  /**
   * Another gateway asks for this session: it is frozen, and its connection is closed.
   *
   * @return false when the request is stale
   */
  public boolean give(String gateway, int number) {
    if (!tenure.take(gateway, number)) {
      return false;
    }
    place.detached().remove(this);
    leaveConnection(CloseReason.MOVED, "this session goes on at " + gateway);
    return true;
  }

  /** True when no lane waits for the business's answer. */
  public boolean isSettled() {
    return lanes.areSettled();
  }

  /** What another gateway needs to go on with it. */
  public SessionState state() {
    SessionState.Builder state =
        SessionState.newBuilder().setHome(home.orElse("")).setTier(Math.min(tier, Byte.MAX_VALUE));
    lanes.writeTo(state);
    pushes().writeTo(state);
    return state.build();
  }

  /** True while this very request may still be confirmed. */
  public boolean isGivenTo(String gateway, int number) {
    return tenure.isGivenTo(gateway, number);
  }

  /**
   * The other gateway confirms that it has the session.
   *
   * @return false when it came too late, or for a request that was beaten
   */
  public boolean taken(String gateway, int number) {
    if (!tenure.taken(gateway, number)) {
      return false;
    }
    pushes()
        .moved(gateway); // first what came before: whoever finds no session here goes there, too
    place.listener().sessionMoved(this, gateway, number);
    lanes.end();
    return true;
  }

  /** The other gateway fell silent: the session stays, detached. */
  public void keep() {
    tenure.keep();
    if (isDetached()) {
      pushes().kept();
      place.detached().add(this, nowSeconds());
      place.listener().mayFeed(this);
    }
  }

  /** The gateway that had this session has let it go. */
  public void confirmed() {
    tenure.confirmed();
    place.listener().mayFeed(this);
    if (connection == null) {
      lost(CloseReason.CONNECTION_LOST);
    }
  }

  /** The gateway that had this session keeps it: this copy never was. */
  public void dropCopy(String gateway) {
    if (tenure.phase() == Phase.ARRIVING) {
      tenure.end();
      leaveConnection(CloseReason.MOVED, "this session is still at " + gateway);
      place.listener().sessionEnded(this, CloseReason.MOVED);
      pushes().moved(gateway);
      lanes.end();
    }
  }

  // To the gateway's next process.

  /**
   * Its lanes send nothing more: the gateway's next process is to have it when {@link #isSettled}.
   *
   * @return false when it is not in a state that can be handed over
   */
  public boolean leave() {
    return tenure.leave();
  }

  /** True from {@link #leave} until that is decided, unless its client has left meanwhile. */
  public boolean isLeaving() {
    return tenure.phase() == Phase.LEAVING;
  }

  /** The connection that it has now. */
  public @Nullable Connection connection() {
    return connection;
  }

  /**
   * What the next process needs, without the connection, which it lets go of; what comes from here
   * on is held back until {@link #handedOver} or {@link #stay}.
   */
  public HandedSession.Builder hand() {
    HandedSession.Builder handed = HandedSessions.named(id, instance, connectNumber());
    HandedSessions.write(standing, handed);
    handed.setState(state()).setPushesSent(pushes().sent());
    lanes.writeTo(handed, place.nanoClock().getAsLong());
    if (authenticationEndsSeconds != Integer.MAX_VALUE) {
      int left = Math.max(1, authenticationEndsSeconds - nowSeconds());
      handed.setAuthenticatedMillis(TimeUnit.SECONDS.toMillis(left));
    }
    tokenIssuedAt().ifPresent(at -> handed.setTokenIssuedSeconds(at.getEpochSecond()));
    if (connection == null) {
      handed.setDetachedSeconds(nowSeconds() - place.detached().sinceSeconds(this, nowSeconds()));
    } else {
      connection = null;
      loop().measures().sessionClosed();
      pushes().leaveConnection();
    }
    return handed;
  }

  /** The next process has it for certain: whoever still waits is to ask there. */
  public void handedOver(String ownGateway) {
    place.detached().remove(this);
    tenure.end();
    place.listener().sessionHandedOver(this); // first: then whoever finds none here asks there
    pushes().moved(ownGateway);
    lanes.end();
  }

  /** True when it went to the next process. */
  public boolean isHandedOver() {
    return !isOpen() && pushes != null && pushes.hasMoved();
  }

  /** It stays here after all, without a connection, or with the one that it had. */
  public void stay(Optional<Connection> itsConnection) {
    if (!tenure.isBetween()) {
      return;
    }
    tenure.stay(itsConnection.isPresent());
    if (itsConnection.isPresent()) {
      bind(itsConnection.get());
      if (pushes != null) {
        pushes.stayConnected(itsConnection.get());
      }
    } else if (pushes != null) {
      pushes.kept();
    }
    place.listener().mayFeed(this);
  }

  /** It was settled neither in time nor otherwise changed: its lanes may send again. */
  public void stayAsItWas() {
    tenure.stay(connection != null);
    place.listener().mayFeed(this);
  }

  /** The process before has let it go: it is this one's. */
  public void adopted(Optional<Connection> itsConnection, int detachedSeconds) {
    stay(itsConnection);
    if (isDetached()) {
      place.detached().add(this, nowSeconds() - detachedSeconds);
    }
  }

  /** The process before keeps it: this copy never was. */
  public void dropHanded(String ownGateway) {
    handedOver(ownGateway);
  }

  private void endWhenDecided(CloseReason reason, Close message) {
    place.detached().remove(this); // or it would be found again where one is to go
    var _ =
        loop()
            .executor()
            .schedule(
                () -> {
                  if (isHandedOver()) {
                    place.listener().endHandedOver(this, message);
                  } else {
                    end(reason, message);
                  }
                  loop().endBatch();
                },
                END_AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  /** As {@link #end}, from any thread: by its loop, soon. */
  public void endSoon(CloseReason reason, Close message) {
    loop().executor().execute(() -> end(reason, message));
  }

  /** Ends the session, and its connection if it has one; the first end counts. */
  public void end(CloseReason reason, Close message) {
    if (isLeaving()) {
      endWhenDecided(reason, message);
    } else if (isOpen()) {
      Connection open = connection;
      unbind();
      over(reason);
      if (open != null) {
        open.owner(Nobody.INSTANCE);
        open.close(reason, message);
      }
    }
  }

  private void over(CloseReason reason) {
    place.detached().remove(this);
    tenure.end();
    if (pushes != null) {
      pushes.end();
    }
    place.listener().sessionEnded(this, reason);
    lanes.end();
  }

  /** What waits, in either direction. */
  long heldBytes() {
    return (pushes == null ? 0 : pushes.keptBytes()) + lanes.keptBytes();
  }

  @Override
  public void swept(int nowSeconds) {
    SessionTimes times = place.times();
    if (nowSeconds > authenticationEndsSeconds) {
      disconnect(
          CloseReason.TOKEN_EXPIRED, "the token has expired (expected: AUTH with a fresh one)");
    } else if (pushes != null
        && pushes.secondsWithoutAck(nowSeconds) > times.acknowledgeWithinSeconds()) {
      disconnect(
          CloseReason.NOT_ACKNOWLEDGING,
          "no push was acknowledged for "
              + times.acknowledgeWithinSeconds()
              + " s (expected: DOWNSTREAM_ACK within 200 ms)");
    }
  }

  @Override
  public int allowedSilenceSeconds() {
    return place.times().allowedSilenceSeconds();
  }

  @Override
  public CloseReason silenceReason() {
    return CloseReason.HEARTBEAT_TIMEOUT;
  }

  private int nowSeconds() {
    return KeepAliveSweep.seconds(place.nanoClock());
  }
}
