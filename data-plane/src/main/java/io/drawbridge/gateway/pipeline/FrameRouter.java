package io.drawbridge.gateway.pipeline;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.drawbridge.gateway.attach.Attach;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.session.Lane;
import io.drawbridge.gateway.session.Refusal;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.UpstreamItem;
import io.drawbridge.gateway.upstream.Service;
import io.drawbridge.gateway.upstream.ServiceTable;
import io.drawbridge.gateway.upstream.UpstreamLoop;
import io.drawbridge.proto.client.v1.Auth;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What each frame of a connected client means. One per loop; on the loop. */
public final class FrameRouter {
  private static final int BUSY_RETRY_MILLIS = 50;

  private final Loop loop;
  private final FrameReader reader = new FrameReader(Side.CLIENT, Frame.MAX_LENGTH);
  private final Attach attach;
  private final Supplier<ServiceTable> services;
  private final UpstreamLoop upstream;
  private final LongSupplier nanoClock;
  private final Function<Loop, FrameRouter> routers;

  /**
   * @param routers those of all loops
   */
  public FrameRouter(
      Loop loop,
      Attach attach,
      Supplier<ServiceTable> services,
      UpstreamLoop upstream,
      LongSupplier nanoClock,
      Function<Loop, FrameRouter> routers) {
    this.loop = loop;
    this.routers = routers;
    this.attach = attach;
    this.services = services;
    this.upstream = upstream;
    this.nanoClock = nanoClock;
  }

  /** The loop of all connections that use it. */
  Loop loop() {
    return loop;
  }

  /** For one read pass at a time: it holds nothing in between. */
  FrameReader reader() {
    return reader;
  }

  LongSupplier nanoClock() {
    return nanoClock;
  }

  Attach attach() {
    return attach;
  }

  /** The one of another loop. */
  FrameRouter on(Loop loop) {
    return routers.apply(loop);
  }

  /** Acts on a frame; {@code frame} is borrowed for the call. */
  void route(Session session, Frame frame) throws ProtocolViolation {
    switch (frame.type()) {
      case UPSTREAM -> upstream(session, frame);
      case DOWNSTREAM_ACK -> session.downstreamAcked(frame.seq());
      case PING -> session.pong();
      case AUTH -> attach.renew(session, auth(frame));
      case CLOSE -> left(session, frame);
      case CURSOR -> {
        // Mailboxes are not served: nothing to move.
      }
      case CONNECT ->
          throw new ProtocolViolation(
              CloseReason.PROTOCOL, "a second CONNECT (expected: one per connection)");
      case CONNECTED, UPSTREAM_ACK, UPSTREAM_NACK, DOWNSTREAM, PONG, GOAWAY ->
          throw new IllegalStateException(frame + " passed the reader (expected: refused there)");
    }
  }

  /** A client that means to come back keeps its session. */
  private static void left(Session session, Frame frame) throws ProtocolViolation {
    int code = close(frame).getCode();
    boolean comesBack = CloseReason.isCode(code) && CloseReason.reconnects(code);
    session.left(comesBack ? CloseReason.GONE_AWAY : CloseReason.CLIENT_LEFT);
  }

  private static Close close(Frame frame) throws ProtocolViolation {
    try {
      return Close.parseFrom(frame.body().nioBuffer());
    } catch (InvalidProtocolBufferException e) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL, "body of CLOSE: unreadable (expected: a protocol buffer)");
    }
  }

  private static Auth auth(Frame frame) throws ProtocolViolation {
    try {
      return Auth.parseFrom(frame.body().nioBuffer());
    } catch (InvalidProtocolBufferException e) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL, "body of AUTH: unreadable (expected: a protocol buffer)");
    }
  }

  private void upstream(Session session, Frame frame) {
    session.loop().measures().messageIn(frame.bodyLength());
    Lane lane = session.lane(frame.service());
    if (lane == null) {
      session.nack(
          frame.service(),
          frame.seq(),
          Refusal.never(
              NackReason.TOO_MANY_LANES,
              "lanes of a session (expected: <= " + Session.MAX_LANES + ")"));
      return;
    }
    switch (lane.receive(frame.seq(), frame.bodyLength())) {
      case TAKE -> take(session, lane, frame);
      case ACKED_BEFORE -> session.ack(lane);
      case IGNORE -> {
        // Its answer is under way, or the client was told where to go on.
      }
      case GAP ->
          session.nack(
              lane.service(),
              lane.next(),
              Refusal.later(
                  NackReason.GAP, 0, "seq " + frame.seq() + " (expected: " + lane.next() + ")"));
      case FULL ->
          session.nack(
              lane.service(),
              lane.next(),
              Refusal.later(
                  NackReason.BUSY,
                  BUSY_RETRY_MILLIS,
                  "unacknowledged messages of this lane (expected: <= "
                      + Lane.WINDOW_MESSAGES
                      + ", "
                      + Lane.WINDOW_BYTES
                      + " bytes)"));
      case NO_ROOM ->
          session.nack(
              lane.service(),
              lane.next(),
              Refusal.later(
                  NackReason.BUSY,
                  BUSY_RETRY_MILLIS,
                  "messages that this gateway keeps (expected: room for one more)"));
    }
  }

  private void take(Session session, Lane lane, Frame frame) {
    Optional<Service> service =
        services.get().find(session.instance().user().app(), lane.service());
    boolean isVoid = frame.has(FrameFlags.VOID);
    if (service.isPresent()) {
      Refusal refusal =
          isVoid ? null : upstream.judge(session, service.get(), lane, frame.bodyLength());
      if (refusal != null) {
        session.nack(lane.service(), lane.refuseNext(), refusal);
        return;
      }
      session.uses(service.get().tier().getNumber());
      lane.take(isVoid ? UpstreamItem.empty(frame.seq(), nanoClock.getAsLong()) : item(frame));
      upstream.ready(session, service.get(), lane);
    } else if (isVoid) {
      lane.take(UpstreamItem.empty(frame.seq(), nanoClock.getAsLong()));
      ackVoids(session, lane);
    } else {
      session.nack(
          lane.service(),
          lane.refuseNext(),
          Refusal.never(
              NackReason.UNKNOWN_SERVICE,
              "service: " + lane.service() + " (expected: one that CONNECTED listed)"));
    }
  }

  /** Of a service that is not there: behind messages that are, their batch's answer does it. */
  private static void ackVoids(Session session, Lane lane) {
    if (lane.acknowledgeVoids()) {
      session.ack(lane);
    }
  }

  private UpstreamItem item(Frame frame) {
    ByteString body = UnsafeByteOperations.unsafeWrap(frame.bodyBytes());
    byte @Nullable [] trace = frame.has(FrameFlags.TRACE) ? frame.trace() : null;
    return UpstreamItem.message(
        frame.seq(), body, trace, frame.has(FrameFlags.SENT_BEFORE), nanoClock.getAsLong());
  }
}
