package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.ConnectionOwner;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.session.PushItem.Fate;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.PushId;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connected client instance: its lanes upstream, its window downstream, its connection.
 *
 * <p>Threads: the loop only, but for the identity ({@link #id}, {@link #instance}, {@link
 * #connectNumber}, {@link #home}, {@link #loop}).
 */
public final class Session implements ConnectionOwner {
  /** Lanes of one session. */
  public static final int MAX_LANES = 64;

  private final SessionId id;
  private final ClientInstance instance;
  private final int connectNumber;
  private final Optional<String> home;
  private final Connection connection;
  private final SessionTimes times;
  private final LongSupplier nanoClock;
  private final SessionListener listener;
  private final List<Lane> lanes = new ArrayList<>(1);
  private final DownstreamWindow window = new DownstreamWindow();
  private final RecentPushIds recentPushes = new RecentPushIds();
  private int authenticationEndsSeconds = Integer.MAX_VALUE;
  private int lastAckSeconds;
  private boolean connected;
  private boolean ended;

  /** Who a session is for, as CONNECT and its token say. */
  public record Who(
      SessionId id, ClientInstance instance, int connectNumber, Optional<String> home) {}

  public Session(
      Who who,
      Connection connection,
      SessionTimes times,
      LongSupplier nanoClock,
      SessionListener listener) {
    this.id = who.id();
    this.instance = who.instance();
    this.connectNumber = who.connectNumber();
    this.home = who.home();
    this.connection = connection;
    this.times = times;
    this.nanoClock = nanoClock;
    this.listener = listener;
  }

  public SessionId id() {
    return id;
  }

  public ClientInstance instance() {
    return instance;
  }

  /** The client's dial that this session came with. */
  public int connectNumber() {
    return connectNumber;
  }

  /** The home region that the client's token names, if it names one. */
  public Optional<String> home() {
    return home;
  }

  public Loop loop() {
    return connection.loop();
  }

  public Connection connection() {
    return connection;
  }

  public boolean isOpen() {
    return !ended;
  }

  /** CONNECTED has been written: pushes that came meanwhile may follow. */
  public void connected() {
    connected = true;
    writeUnsent();
  }

  /** The token counts until this second of the sweep's clock. */
  public void authenticatedUntil(int seconds) {
    authenticationEndsSeconds = seconds;
  }

  // Upstream.

  /** Adds a lane that CONNECT listed. */
  public void startLane(int service, long next) {
    lanes.add(new Lane(service, next));
  }

  /**
   * The lane to a service, made when it is used for the first time; null beyond {@link #MAX_LANES}.
   */
  public @Nullable Lane lane(int service) {
    for (Lane lane : lanes) {
      if (lane.service() == service) {
        return lane;
      }
    }
    if (lanes.size() == MAX_LANES) {
      return null;
    }
    Lane lane = new Lane(service, 1);
    lanes.add(lane);
    return lane;
  }

  public List<Lane> lanes() {
    return lanes;
  }

  /** Tells the client how far the business has the lane. */
  public void ack(Lane lane) {
    FrameWriter.upstreamAck(connection.out(), lane.service(), lane.acked());
  }

  /** Tells the client that everything of the service's lane from {@code seq} on was not taken. */
  public void nack(int service, long seq, Refusal refusal) {
    loop().measures().refused();
    byte[] body =
        UpstreamNack.newBuilder()
            .setReason(refusal.reason())
            .setRetryAfterMillis(refusal.retryAfterMillis())
            .setFinal(refusal.isFinal())
            .setText(refusal.text())
            .build()
            .toByteArray();
    FrameWriter.upstreamNack(connection.out(), service, seq, body);
  }

  /** Why and how long. */
  public record Refusal(NackReason reason, int retryAfterMillis, boolean isFinal, String text) {
    public static Refusal later(NackReason reason, int retryAfterMillis, String text) {
      return new Refusal(reason, retryAfterMillis, false, text);
    }

    public static Refusal never(NackReason reason, String text) {
      return new Refusal(reason, 0, true, text);
    }
  }

  // Downstream.

  /** Delivers a push, or says at once why not. */
  public void push(PushItem item) {
    if (ended) {
      tell(item, Fate.NOT_HERE);
    } else if (recentPushes.contains(item.id())) {
      askForFate(item);
    } else if (nanoClock.getAsLong() - item.deadlineNanos() > 0) {
      tell(item, Fate.EXPIRED);
    } else if (item.acknowledged()) {
      pushAcked(item);
    } else {
      pushUnnumbered(item);
    }
  }

  private void pushAcked(PushItem item) {
    if (!window.hasRoomFor(item)) {
      tell(item, Fate.SLOW_CONSUMER);
      return;
    }
    if (window.isEmpty()) {
      lastAckSeconds = nowSeconds();
    }
    recentPushes.add(item.id());
    window.add(item);
    writeUnsent();
  }

  private void pushUnnumbered(PushItem item) {
    if (connected && connection.hasRoom()) {
      recentPushes.add(item.id());
      write(0, item);
      tell(item, Fate.SENT);
    } else {
      tell(item, Fate.DROPPED);
    }
  }

  private void askForFate(PushItem repeat) {
    if (!window.join(repeat)) {
      tell(repeat, repeat.acknowledged() ? Fate.DELIVERED : Fate.SENT);
    }
  }

  /**
   * The client library has every push up to {@code seq}.
   *
   * @throws ProtocolViolation when that many were never sent
   */
  public void downstreamAcked(long seq) throws ProtocolViolation {
    if (seq > window.lastSent()) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL,
          "DOWNSTREAM_ACK seq: " + seq + " (expected: <= " + window.lastSent() + ")");
    }
    lastAckSeconds = nowSeconds();
    window.acked(seq, this::tell);
    writeUnsent();
  }

  @Override
  public void roomToWrite() {
    writeUnsent();
  }

  private void writeUnsent() {
    while (connected && connection.hasRoom()) {
      DownstreamWindow.Entry entry = window.nextUnsent();
      if (entry == null) {
        return;
      }
      write(entry.seq(), entry.item());
    }
  }

  private void write(long seq, PushItem item) {
    ByteBuf out = connection.out();
    ByteString body = item.body();
    loop().measures().messageOut(body.size());
    PushItem.ReplyTo replyTo = item.replyTo();
    int flags = FrameFlags.PUSH_ID | (replyTo == null ? 0 : FrameFlags.REPLY);
    int prefixes = FrameFlags.prefixBytes(flags);
    FrameWriter.header(out, FrameType.DOWNSTREAM, flags, 0, seq, prefixes + body.size());
    PushId push = item.id();
    out.writeLong(push.high()).writeLong(push.low());
    if (replyTo != null) {
      out.writeShort(replyTo.service()).writeLong(replyTo.seq());
    }
    out.writeBytes(body.asReadOnlyByteBuffer());
  }

  private void tell(PushItem item, Fate fate) {
    item.fate().fate(id, fate, "");
  }

  // Life.

  @Override
  public void connectionEnded(CloseReason reason) {
    if (!ended) {
      ended = true;
      window.end(this::tell);
      listener.sessionEnded(this, reason);
    }
  }

  @Override
  public void swept(int nowSeconds) {
    if (nowSeconds > authenticationEndsSeconds) {
      connection.close(
          CloseReason.TOKEN_EXPIRED, "the token has expired (expected: AUTH with a fresh one)");
    } else if (!window.isEmpty()
        && nowSeconds - lastAckSeconds > times.acknowledgeWithinSeconds()) {
      connection.close(
          CloseReason.NOT_ACKNOWLEDGING,
          "no push was acknowledged for "
              + times.acknowledgeWithinSeconds()
              + " s (expected: DOWNSTREAM_ACK within 200 ms)");
    }
  }

  @Override
  public int allowedSilenceSeconds() {
    return times.allowedSilenceSeconds();
  }

  @Override
  public CloseReason silenceReason() {
    return CloseReason.HEARTBEAT_TIMEOUT;
  }

  private int nowSeconds() {
    return KeepAliveSweep.seconds(nanoClock);
  }
}
