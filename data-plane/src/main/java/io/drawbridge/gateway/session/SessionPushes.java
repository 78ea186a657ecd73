package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.session.PushItem.Fate;
import io.drawbridge.gateway.session.Tenure.Phase;
import io.drawbridge.proto.peer.v1.SessionState;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.PushId;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pushes of one session: numbered while there is room, written while its client is connected,
 * kept while it is away. Threads: the session's loop.
 */
final class SessionPushes {
  private final SessionId session;
  private final Tenure tenure;
  private final LongSupplier nanoClock;
  private final DownstreamWindow window;
  private final RecentPushIds recent;
  private @Nullable Connection connection;
  private @Nullable List<PushItem> heldBack;
  private boolean copied;
  private String movedTo = "";
  private int lastAckSeconds;

  SessionPushes(SessionId session, Tenure tenure, SessionPlace place) {
    this(
        session,
        tenure,
        place.nanoClock(),
        new DownstreamWindow(place.kept()),
        new RecentPushIds());
  }

  /** Goes on on the same connection, which has been given {@code sent} of them. */
  static SessionPushes handed(
      SessionId session, Tenure tenure, SessionPlace place, SessionState state, int sent) {
    SessionPushes pushes = new SessionPushes(session, tenure, place, state);
    pushes.window.sentBefore(sent);
    return pushes;
  }

  /** Goes on where another gateway's session stopped. */
  SessionPushes(SessionId session, Tenure tenure, SessionPlace place, SessionState state) {
    this(
        session,
        tenure,
        place.nanoClock(),
        DownstreamWindow.of(state, place.kept()),
        RecentPushIds.of(state));
  }

  private SessionPushes(
      SessionId session,
      Tenure tenure,
      LongSupplier nanoClock,
      DownstreamWindow window,
      RecentPushIds recent) {
    this.session = session;
    this.tenure = tenure;
    this.nanoClock = nanoClock;
    this.window = window;
    this.recent = recent;
  }

  /** From here on what comes is held back, until it is known whose it is. */
  void writeTo(SessionState.Builder state) {
    copied = true;
    window.writeTo(state);
    recent.writeTo(state);
  }

  /** How long its client has owed an acknowledgement and sent none; 0 while it owes none. */
  int secondsWithoutAck(int nowSeconds) {
    return connection == null || window.isEmpty() ? 0 : nowSeconds - lastAckSeconds;
  }

  /** Bytes kept, with what is around bodies. */
  long keptBytes() {
    return window.keptBytes();
  }

  /**
   * A client can only have what was sent to it.
   *
   * @param pushes null when there was never one
   * @throws ProtocolViolation naming {@code what} is beyond it
   */
  static void requireSent(@Nullable SessionPushes pushes, String what, long seq)
      throws ProtocolViolation {
    long lastSent = pushes == null ? 0 : pushes.window.lastSent();
    if (seq > lastSent) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL, what + ": " + seq + " (expected: <= " + lastSent + ")");
    }
  }

  /** Delivers a push, or says at once why not. */
  void push(PushItem item) {
    switch (tenure.phase()) {
      case OVER -> tell(item, movedTo.isEmpty() ? Fate.NOT_HERE : Fate.MOVED);
      case GIVING, LEAVING -> {
        if (copied) {
          holdBack(item);
        } else {
          pushHere(item);
        }
      }
      case ARRIVING, NEW, CONNECTING, LIVE, DETACHED -> pushHere(item);
    }
  }

  private void pushHere(PushItem item) {
    RecentPushIds.Known known = recent.find(item.id());
    if (known != RecentPushIds.Known.NO) {
      askForFate(item, known);
    } else if (nanoClock.getAsLong() - item.deadlineNanos() > 0) {
      tell(item, Fate.EXPIRED);
    } else if (item.acknowledged()) {
      pushAcked(item);
    } else {
      pushUnnumbered(item);
    }
  }

  private void askForFate(PushItem repeat, RecentPushIds.Known known) {
    if (!window.contains(repeat.id())) {
      tell(repeat, known == RecentPushIds.Known.ACKED ? Fate.DELIVERED : Fate.SENT);
    } else if (tenure.phase() == Phase.DETACHED) {
      tell(repeat, Fate.HELD);
    } else {
      boolean _ = window.join(repeat);
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
    recent.add(item.id(), true);
    window.add(item);
    if (tenure.phase() == Phase.DETACHED) {
      window.tellWaiting(Fate.HELD, this::tell);
    }
    writeUnsent();
  }

  private void pushUnnumbered(PushItem item) {
    Connection open = connection;
    if (open != null && open.hasRoom()) {
      recent.add(item.id(), false);
      write(open, 0, item);
      tell(item, Fate.SENT);
    } else {
      tell(item, Fate.DROPPED);
    }
  }

  /** Nobody knows yet which gateway's push it is; as many as a window holds may wait for that. */
  private void holdBack(PushItem item) {
    List<PushItem> waiting = heldBack;
    if (waiting == null) {
      waiting = new ArrayList<>();
      heldBack = waiting;
    }
    int size = item.body().size();
    if (waiting.size() < DownstreamWindow.MESSAGES
        && window.kept().hasRoomFor(size, KeptMessages.Direction.DOWN)) {
      waiting.add(item);
      window.kept().add(size);
    } else {
      tell(item, Fate.SLOW_CONSUMER);
    }
  }

  /** The client has every push up to {@code seq}, which was checked. */
  void acked(long seq) {
    lastAckSeconds = nowSeconds();
    window.acked(seq, this::tell);
    writeUnsent();
  }

  /** CONNECTED has been written on this connection: what waits may follow. */
  void connected(Connection open) {
    connection = open;
    lastAckSeconds = nowSeconds(); // pushes that waited for the client are not its fault
    writeUnsent();
  }

  /** The connection is gone, and what it was given goes again on the next. */
  void disconnected() {
    connection = null;
    window.sendAgain();
  }

  /** The connection goes to another process with what it was given. */
  void leaveConnection() {
    connection = null;
  }

  /** The session stays in this process, or has come to it, with the connection it had. */
  void stayConnected(Connection open) {
    copied = false;
    connected(open);
    takeHeldBack().forEach(this::push);
  }

  /** True when another gateway, or another process of this one, has the session. */
  boolean hasMoved() {
    return !movedTo.isEmpty();
  }

  /** Of those that wait for the client, how many the connection has been given. */
  int sent() {
    return window.sent();
  }

  /** The client may come back: whoever waits need not. */
  void detached() {
    window.tellWaiting(Fate.HELD, this::tell);
  }

  /** The session stays here after all. */
  void kept() {
    copied = false;
    List<PushItem> waiting = takeHeldBack();
    if (tenure.phase() == Phase.DETACHED) {
      detached();
    }
    waiting.forEach(this::push);
  }

  /** Another gateway has the session: whoever waits is to ask there. */
  void moved(String gateway) {
    movedTo = gateway;
    window.tellWaiting(Fate.MOVED, this::tell);
    takeHeldBack().forEach(item -> tell(item, Fate.MOVED));
    window.end(this::tell);
  }

  /** The session is over. */
  void end() {
    connection = null;
    window.end(this::tell);
    takeHeldBack().forEach(item -> tell(item, Fate.NOT_HERE));
  }

  private List<PushItem> takeHeldBack() {
    List<PushItem> waiting = heldBack;
    heldBack = null;
    if (waiting == null) {
      return List.of();
    }
    waiting.forEach(item -> window.kept().remove(item.body().size()));
    return waiting;
  }

  void writeUnsent() {
    Connection open = connection;
    while (open != null && open.hasRoom()) {
      DownstreamWindow.Entry entry = window.nextUnsent();
      if (entry == null) {
        return;
      }
      write(open, entry.seq(), entry.item());
    }
  }

  private static void write(Connection open, long seq, PushItem item) {
    ByteBuf out = open.out();
    ByteString body = item.body();
    open.loop().measures().messageOut(body.size());
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

  private int nowSeconds() {
    return KeepAliveSweep.seconds(nanoClock);
  }

  private void tell(PushItem item, Fate fate) {
    item.fate().fate(session, fate, fate == Fate.MOVED ? movedTo : "");
  }
}
