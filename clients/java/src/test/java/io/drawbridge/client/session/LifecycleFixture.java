package io.drawbridge.client.session;

import io.drawbridge.client.discovery.ConnectHints;
import io.drawbridge.client.discovery.EndpointList;
import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.client.discovery.Transport;
import io.drawbridge.client.lane.Lanes;
import io.drawbridge.client.lane.Outcome;
import io.drawbridge.client.lane.Refusal;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.GoAwayReason;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A client without sockets: what it asks for is recorded, answers and time come by hand. */
abstract class LifecycleFixture {
  static final GatewayEndpoint ONE = new GatewayEndpoint("gw-1", "r", "127.1.1.1", 7000);
  static final GatewayEndpoint TWO = new GatewayEndpoint("gw-2", "r", "127.1.1.2", 7000);
  static final EndpointList LIST =
      new EndpointList("1", Duration.ofHours(1), List.of(ONE, TWO), ConnectHints.DEFAULTS);

  final FakeNetwork network = new FakeNetwork();
  final Lanes lanes = new Lanes(new SplittableRandom(1));
  final List<String> news = new ArrayList<>();
  final List<Long> pushes = new ArrayList<>();
  boolean pushRoom = true;
  long now;
  final Lifecycle lifecycle;

  LifecycleFixture() {
    this(new SplittableRandom(2));
  }

  /** {@code delays} decides how long the client waits. */
  LifecycleFixture(RandomGenerator delays) {
    lifecycle =
        new Lifecycle(
            new Settings(
                new Identity("phone", 42, "test"),
                Patience.DEFAULTS,
                new Backoff(delays, Duration.ofSeconds(30)),
                Transport.TCP),
            lanes,
            network,
            new RecordingSink(),
            new RecordingListener());
  }

  final HandLink live() {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed();
    connected(link);
    network.asked();
    return link;
  }

  final HandLink redial() {
    waitOut();
    return dialed();
  }

  final HandLink dialed() {
    HandLink link = new HandLink();
    lifecycle.dialed(network.attempt, link, "token", now);
    lifecycle.work(now);
    return link;
  }

  final void waitOut() {
    now = lifecycle.nextDueNanos();
    lifecycle.work(now);
  }

  final void connected(HandLink link) {
    connected(link, Connected.newBuilder().setHeartbeatMillis(30_000).build());
  }

  final void connected(HandLink link, Connected facts) {
    received(link, out -> FrameWriter.control(out, FrameType.CONNECTED, facts.toByteArray()));
  }

  final void close(HandLink link, CloseReason reason, int retryAfterMillis) {
    Close close =
        Close.newBuilder().setCode(reason.code()).setRetryAfterMillis(retryAfterMillis).build();
    received(link, out -> FrameWriter.control(out, FrameType.CLOSE, close.toByteArray()));
  }

  final void goAway(HandLink link, int windowMillis, String gateway, String host) {
    goAway(link, moveTo(gateway, host).setReconnectWindowMillis(windowMillis));
  }

  final void goAway(HandLink link, GoAway.Builder goAway) {
    byte[] body = goAway.build().toByteArray();
    received(link, out -> FrameWriter.control(out, FrameType.GOAWAY, body));
  }

  static GoAway.Builder moveTo(String gateway, String host) {
    return GoAway.newBuilder()
        .setReason(GoAwayReason.DRAINING)
        .addTargets(
            Endpoint.newBuilder()
                .setGateway(gateway)
                .setHost(host)
                .setPort(7000)
                .setTransport(io.drawbridge.proto.client.v1.Transport.TCP));
  }

  final void push(HandLink link, long seq, long id) {
    received(link, out -> FrameWriter.downstream(out, seq, 0, id, Unpooled.EMPTY_BUFFER));
  }

  final void offer(int messages) {
    for (int i = 0; i < messages; i++) {
      lanes.offer(1, new byte[] {1}, new Ignored());
    }
    lifecycle.work(now);
  }

  final void received(HandLink link, Consumer<ByteBuf> writer) {
    ByteBuf bytes = Unpooled.buffer();
    writer.accept(bytes);
    FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
    try {
      while (reader.next(bytes)) {
        lifecycle.received(link, reader.frame(), now);
      }
    } catch (ProtocolViolation e) {
      throw new AssertionError(e);
    }
    lifecycle.work(now);
  }

  private final class RecordingListener implements LifecycleListener {
    @Override
    public void connecting() {
      news.add("connecting");
    }

    @Override
    public void connected(GatewayEndpoint endpoint, String session, boolean resumed) {
      news.add((resumed ? "resumed " : "connected ") + endpoint.gateway());
    }

    @Override
    public void waiting(long delayNanos, String why) {
      news.add("waiting " + why);
    }

    @Override
    public void closed(int code, String why) {
      news.add("closed " + code);
    }
  }

  private final class RecordingSink implements PushSink {
    @Override
    public boolean hasRoom() {
      return pushRoom;
    }

    @Override
    public void deliver(Frame downstream) {
      pushes.add(downstream.pushIdLow());
    }

    @Override
    public void dropped() {}
  }

  static final class Ignored implements Outcome {
    @Override
    public void acknowledged(long seq) {}

    @Override
    public void refused(Refusal refusal, boolean mayBeTaken) {}

    @Override
    public void abandoned(boolean mayBeTaken) {}
  }
}
