package io.drawbridge.client.session;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.drawbridge.client.lane.Lanes;
import io.drawbridge.client.lane.Nack;
import io.drawbridge.client.lane.Refusal;
import io.drawbridge.client.lane.Upstream;
import io.drawbridge.proto.client.v1.Auth;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.Service;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.LaneState;
import io.drawbridge.wire.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The protocol on one connection, from CONNECT to its end. Reports its end once, to its {@link
 * SessionEvents}, and does nothing afterwards. Not thread-safe.
 */
final class Session {
  /** Frames are handed to the socket in portions of about this size. */
  private static final int FLUSH_BYTES = 64 << 10;

  private final Link link;
  private final Lanes lanes;
  private final Downstream downstream;
  private final SessionEvents events;
  private final Heartbeat heartbeat;
  private final Renewal renewal;
  private final long connectedByNanos;
  private String token = "";
  private Phase phase = Phase.GREETING;

  Session(
      Link link,
      Lanes lanes,
      Downstream downstream,
      SessionEvents events,
      Settings settings,
      long nowNanos) {
    this.link = link;
    this.lanes = lanes;
    this.downstream = downstream;
    this.events = events;
    Patience patience = settings.patience();
    heartbeat = new Heartbeat(patience.quietNanos(), patience.answerNanos(), nowNanos);
    renewal = new Renewal(settings.backoff());
    connectedByNanos = nowNanos + patience.greetingNanos();
  }

  boolean isLive() {
    return phase == Phase.LIVE;
  }

  /** The first frame. */
  void greet(Connect connect) {
    token = connect.getToken();
    FrameWriter.control(link.out(), FrameType.CONNECT, connect.toByteArray());
    link.flush();
  }

  /** A fresh token for {@link SessionEvents#tokenEnding}; one that is not fresh is not sent. */
  void authenticate(String fresh, long nowNanos) {
    if (phase == Phase.LIVE && renewal.take(fresh, nowNanos)) {
      Auth auth = Auth.newBuilder().setToken(fresh).build();
      FrameWriter.control(link.out(), FrameType.AUTH, auth.toByteArray());
      link.flush();
    }
  }

  /** There is none for {@link SessionEvents#tokenEnding}; it will be asked for again. */
  void noFreshToken(long nowNanos) {
    renewal.failed(nowNanos);
  }

  /** A frame came; borrowed for the call. */
  void received(Frame frame, long nowNanos) {
    if (phase == Phase.ENDED) {
      return;
    }
    heartbeat.heard(nowNanos);
    try {
      if (phase == Phase.GREETING) {
        greeted(frame, nowNanos);
      } else {
        handle(frame, nowNanos);
      }
    } catch (ProtocolViolation e) {
      violated(e, nowNanos);
    }
  }

  /** The gateway sent what it must not: says so and ends. Another dial may meet a sound one. */
  void violated(ProtocolViolation violation, long nowNanos) {
    String text = violation.getMessage();
    if (phase != Phase.ENDED) {
      writeClose(violation.reason(), text == null ? "" : text);
      end(SessionEnd.lost(violation.reason(), text == null ? "" : text), nowNanos);
    }
  }

  /** The transport was closed with a code: as good as CLOSE with this code. */
  void closed(int code, String text, long nowNanos) {
    end(
        SessionEnd.closedByGateway(Close.newBuilder().setCode(code).setText(text).build()),
        nowNanos);
  }

  /** The connection is gone. */
  void lost(String why, long nowNanos) {
    end(SessionEnd.lost(CloseReason.CONNECTION_LOST, why), nowNanos);
  }

  /**
   * Does what is due: gives up, acknowledges, sends, pings. Called after events and at its time.
   */
  void work(long nowNanos) {
    if (phase == Phase.ENDED || gaveUp(nowNanos)) {
      return;
    }
    if (phase == Phase.LIVE) {
      boolean wrote = downstream.writeDue(link, nowNanos);
      wrote |= writeUpstream(nowNanos);
      if (wrote) {
        heartbeat.written(nowNanos);
      }
      heartbeat.waiting(!lanes.isSettled(), nowNanos);
      if (heartbeat.isPingDue(nowNanos)) {
        FrameWriter.empty(link.out(), FrameType.PING);
        heartbeat.pinged(nowNanos);
      }
      renewToken(nowNanos);
    }
    link.flush();
  }

  /** When {@link #work} has something to do without another event. */
  long nextDueNanos() {
    if (phase == Phase.GREETING) {
      return connectedByNanos;
    }
    if (phase == Phase.ENDED) {
      return Long.MAX_VALUE;
    }
    long due = Math.min(heartbeat.nextDueNanos(), downstream.nextDueNanos());
    // A socket that does not keep up tells when it does.
    long lanesDue = link.isWritable() ? lanes.nextDueNanos() : Long.MAX_VALUE;
    return Math.min(due, Math.min(lanesDue, renewal.nextDueNanos()));
  }

  /** The client ends the connection in good order, without an event. */
  void leave(CloseReason reason) {
    if (phase == Phase.ENDED) {
      return;
    }
    if (phase == Phase.LIVE) {
      downstream.writeOwed(link);
    }
    writeClose(reason, "");
    phase = Phase.ENDED;
    link.close(reason.code());
  }

  private boolean gaveUp(long nowNanos) {
    if (phase == Phase.GREETING && nowNanos >= connectedByNanos) {
      end(SessionEnd.lost(CloseReason.CONNECT_TIMEOUT, "no answer to CONNECT"), nowNanos);
    } else if (phase == Phase.LIVE && heartbeat.isDead(nowNanos)) {
      long silentMillis = TimeUnit.NANOSECONDS.toMillis(heartbeat.silentNanos(nowNanos));
      end(
          SessionEnd.lost(CloseReason.HEARTBEAT_TIMEOUT, "silent for " + silentMillis + " ms"),
          nowNanos);
    }
    return phase == Phase.ENDED;
  }

  private boolean writeUpstream(long nowNanos) {
    boolean wrote = false;
    while (link.isWritable()) {
      Upstream frame = lanes.poll(nowNanos);
      if (frame == null) {
        break;
      }
      frame.writeTo(link.out());
      wrote = true;
      if (link.out().readableBytes() >= FLUSH_BYTES) {
        link.flush();
      }
    }
    return wrote;
  }

  private void renewToken(long nowNanos) {
    if (renewal.isDue(nowNanos)) {
      renewal.asked();
      events.tokenEnding();
    }
  }

  private void greeted(Frame frame, long nowNanos) throws ProtocolViolation {
    switch (frame.type()) {
      case CONNECTED -> connected(parse(frame, Connected.parser()), nowNanos);
      case GOAWAY -> end(SessionEnd.turnedAway(parse(frame, GoAway.parser())), nowNanos);
      case CLOSE -> end(SessionEnd.closedByGateway(parse(frame, Close.parser())), nowNanos);
      default -> throw unexpected(frame, "CONNECTED, GOAWAY or CLOSE");
    }
  }

  private void connected(Connected facts, long nowNanos) throws ProtocolViolation {
    phase = Phase.LIVE;
    events.connected(facts, nowNanos);
    heartbeat.interval(millis(facts.getHeartbeatMillis()));
    long leftNanos = millis(facts.getAuthenticationEndsInMillis());
    renewal.accepted(token, leftNanos, facts.getResumed(), nowNanos);
    lanes.connected(
        ConnectedLimits.of(facts.getLimits()),
        facts.getServicesList().stream()
            .collect(Collectors.toMap(Service::getService, Service::getTier, (one, two) -> one)));
  }

  private void handle(Frame frame, long nowNanos) throws ProtocolViolation {
    switch (frame.type()) {
      case UPSTREAM_ACK -> {
        lanes.acknowledged(frame.service(), frame.seq());
        if (frame.bodyLength() > 0) {
          laneState(frame.service(), frame.bodyInt());
        }
      }
      case UPSTREAM_NACK -> nacked(frame, parse(frame, UpstreamNack.parser()), nowNanos);
      case DOWNSTREAM -> downstream.received(frame, nowNanos);
      case PONG -> {
        if (frame.bodyLength() > 0) {
          lanes.state(frame.bodyInt());
          interval(frame.bodyInt());
        }
      }
      case GOAWAY -> events.goAway(parse(frame, GoAway.parser()), nowNanos);
      case CLOSE -> end(SessionEnd.closedByGateway(parse(frame, Close.parser())), nowNanos);
      default -> throw unexpected(frame, "no second CONNECTED");
    }
  }

  private void nacked(Frame frame, UpstreamNack nack, long nowNanos) throws ProtocolViolation {
    lanes.refused(
        frame.service(),
        frame.seq(),
        new Nack(
            new Refusal(nack.getReason(), nack.getText()),
            millis(nack.getRetryAfterMillis()),
            nack.getFinal()),
        nowNanos);
    if (nack.getState().size() == LaneState.BYTES) {
      laneState(frame.service(), ByteBuffer.wrap(nack.getState().toByteArray()).getInt());
    }
  }

  private void laneState(int service, int state) throws ProtocolViolation {
    lanes.state(service, state);
    interval(state);
  }

  private void interval(int state) {
    heartbeat.interval(TimeUnit.SECONDS.toNanos(LaneState.heartbeatSeconds(state)));
  }

  private void writeClose(CloseReason reason, String text) {
    Close close = Close.newBuilder().setCode(reason.code()).setText(text).build();
    FrameWriter.control(link.out(), FrameType.CLOSE, close.toByteArray());
  }

  private void end(SessionEnd end, long nowNanos) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    link.close(end.code());
    events.ended(end, nowNanos);
  }

  private static long millis(int unsigned) {
    return TimeUnit.MILLISECONDS.toNanos(Integer.toUnsignedLong(unsigned));
  }

  private static <T> T parse(Frame frame, Parser<T> parser) throws ProtocolViolation {
    try {
      return parser.parseFrom(frame.body().nioBuffer());
    } catch (InvalidProtocolBufferException e) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL, "body of " + frame.type() + ": " + e.getMessage());
    }
  }

  private static ProtocolViolation unexpected(Frame frame, String expected) {
    return new ProtocolViolation(
        CloseReason.PROTOCOL, frame.type() + " (expected: " + expected + ")");
  }

  private enum Phase {
    GREETING,
    LIVE,
    ENDED
  }
}
