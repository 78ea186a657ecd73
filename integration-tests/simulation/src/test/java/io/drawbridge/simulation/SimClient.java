package io.drawbridge.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.business.upstream.LaneKey;
import io.drawbridge.client.discovery.ConnectHints;
import io.drawbridge.client.discovery.EndpointList;
import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.client.discovery.Transport;
import io.drawbridge.client.lane.Lanes;
import io.drawbridge.client.lane.Outcome;
import io.drawbridge.client.lane.Refusal;
import io.drawbridge.client.session.Backoff;
import io.drawbridge.client.session.Identity;
import io.drawbridge.client.session.Lifecycle;
import io.drawbridge.client.session.LifecycleListener;
import io.drawbridge.client.session.Link;
import io.drawbridge.client.session.Network;
import io.drawbridge.client.session.Patience;
import io.drawbridge.client.session.PushSink;
import io.drawbridge.client.session.Settings;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An application with the production client inside; its network is the simulator's. */
final class SimClient implements Network, LifecycleListener, PushSink {
  private static final int SERVICE = 1;
  private static final ConnectHints HINTS =
      new ConnectHints(
          Duration.ofSeconds(1),
          Duration.ofMillis(50),
          Duration.ofMillis(500),
          Duration.ofMillis(50));
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(2),
          Duration.ofMillis(800),
          Duration.ofMillis(800),
          Duration.ofMillis(500));

  final String user;
  final long epoch;
  private final World world;
  private final Fleet fleet;
  private final Lanes lanes;
  private final Lifecycle lifecycle;
  private final Map<Link, Incoming> incoming = new HashMap<>();
  private final Set<Long> pushes = new HashSet<>();
  private long timerNanos = Long.MAX_VALUE;
  private @Nullable Socket newest;
  private int sent;
  private int acknowledged;
  private boolean connected;

  SimClient(String user, World world, Fleet fleet) {
    this.user = user;
    this.world = world;
    this.fleet = fleet;
    this.epoch = world.random.nextLong(1, Long.MAX_VALUE);
    this.lanes = new Lanes(world.random.split());
    Backoff backoff = new Backoff(world.random.split(), Duration.ofMillis(500));
    Identity identity = new Identity("phone", epoch, "simulation");
    this.lifecycle =
        new Lifecycle(
            new Settings(identity, PATIENCE, backoff, Transport.TCP), lanes, this, this, this);
  }

  void start() {
    enter(() -> lifecycle.start(world.nanos()));
  }

  private void enter(Runnable change) {
    change.run();
    work();
  }

  private void work() {
    lifecycle.work(world.nanos());
    long due = lifecycle.nextDueNanos();
    if (due < timerNanos) {
      timerNanos = due;
      world.atNanos(
          due,
          () -> {
            if (timerNanos <= world.nanos()) {
              timerNanos = Long.MAX_VALUE;
              work();
            }
          });
    }
  }

  // The application.

  void send() {
    String body = user + "/" + ++sent;
    enter(() -> lanes.offer(SERVICE, body.getBytes(StandardCharsets.UTF_8), new Fate(body)));
  }

  /** True when everything it sent is acknowledged and it is connected. */
  boolean isQuiet() {
    return connected && acknowledged == sent;
  }

  int sent() {
    return sent;
  }

  LaneKey lane() {
    return new LaneKey("default", SERVICE, user, "phone", epoch);
  }

  boolean hasPush(long number) {
    return pushes.contains(number);
  }

  private final class Fate implements Outcome {
    private final String body;

    Fate(String body) {
      this.body = body;
    }

    @Override
    public void acknowledged(long seq) {
      acknowledged++;
      world.tell("%s: %s is acknowledged", user, body);
      if (!fleet.database().has(lane(), seq, body)) {
        world.violated("I1: " + body + " was acknowledged and had no effect");
      }
    }

    @Override
    public void refused(Refusal refusal, boolean mayBeTaken) {
      world.violated("I7: " + body + " was refused for good: " + refusal);
    }

    @Override
    public void abandoned(boolean mayBeTaken) {
      world.violated("I1: " + body + " was abandoned");
    }
  }

  @Override
  public boolean hasRoom() {
    return true;
  }

  @Override
  public void deliver(Frame downstream) {
    long number = downstream.pushIdLow();
    world.tell("%s: has push %d", user, number);
    if (!pushes.add(number)) {
      world.violated("I4: " + user + " was given push " + number + " twice");
    }
    if (fleet.planted() == Planted.DELIVERS_TWICE && world.chance(0.2)) {
      deliver(downstream);
    }
  }

  @Override
  public void dropped() {}

  // The network.

  /** LOSES_THE_TAIL: CONNECT says that all it ever sent has arrived. */
  void tamper(ByteBuf written) {
    if (fleet.planted() != Planted.LOSES_THE_TAIL || !written.isReadable()) {
      return;
    }
    try {
      FrameReader reader = new FrameReader(Side.CLIENT, Frame.MAX_LENGTH);
      ByteBuf copy = written.copy();
      if (reader.next(copy) && reader.frame().type() == FrameType.CONNECT) {
        Connect.Builder connect = Connect.parseFrom(reader.frame().bodyBytes()).toBuilder();
        connect.getLanesBuilderList().forEach(lane -> lane.setNextSeq(sent + 1L));
        written.clear();
        FrameWriter.control(written, FrameType.CONNECT, connect.build().toByteArray());
      }
    } catch (ProtocolViolation | InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  void switchNetwork() {
    Socket socket = newest;
    if (socket != null) {
      world.tell("%s: its network changes", user);
      socket.cut(world.between(0.1, 300), world.chance(0.5) ? 1 : world.between(1, 6_000));
    }
  }

  void received(Link link, byte[] bytes) {
    Incoming from = incoming.get(link);
    if (from == null) {
      return;
    }
    enter(() -> {
      from.bytes.writeBytes(bytes);
      try {
        while (from.reader.next(from.bytes)) {
          lifecycle.received(link, from.reader.frame(), world.nanos());
        }
      } catch (ProtocolViolation e) {
        world.violated("gateway broke the protocol: " + e.getMessage());
        lifecycle.violated(link, e, world.nanos());
      }
    });
  }

  void lost(Link link) {
    incoming.remove(link);
    enter(() -> lifecycle.lost(link, "the connection is gone", world.nanos()));
  }

  @Override
  public void find(int attempt, String previousGateway) {
    List<GatewayEndpoint> endpoints = new ArrayList<>(fleet.endpoints());
    Collections.shuffle(endpoints, new Random(world.random.nextLong()));
    EndpointList list = new EndpointList("1", Duration.ofSeconds(5), endpoints, HINTS);
    world.afterMillis(
        world.between(1, 20), () -> enter(() -> lifecycle.found(attempt, list, world.nanos())));
  }

  @Override
  public void dial(int attempt, GatewayEndpoint endpoint, Duration timeout) {
    world.afterMillis(
        world.between(1, 30),
        () ->
            enter(() -> {
              GatewayProcess process = fleet.process(endpoint.gateway());
              if (process == null) {
                lifecycle.dialFailed(attempt, "nobody listens", true, world.nanos());
              } else {
                Socket socket = process.accept(this);
                newest = socket;
                incoming.put(socket, new Incoming());
                lifecycle.dialed(attempt, socket, Tokens.of(user), world.nanos());
              }
            }));
  }

  @Override
  public void renewToken() {
    enter(() -> lifecycle.freshToken(Tokens.of(user), world.nanos()));
  }

  @Override
  public void connecting() {
    connected = false;
  }

  @Override
  public void connected(GatewayEndpoint endpoint, String session, boolean resumed) {
    connected = true;
    world.tell(
        "%s: connected to %s, %s", user, endpoint.gateway(), resumed ? "resumed" : "new session");
  }

  @Override
  public void waiting(long delayNanos, String why) {
    connected = false;
    world.tell("%s: dials again soon: %s", user, why);
    if (why.startsWith(CloseReason.PROTOCOL.name())) {
      world.violated(user + " heard what it must not: " + why);
    }
  }

  @Override
  public void closed(int code, String why) {
    world.violated(user + " was closed for good: " + code + " " + why);
  }

  /** What came on one link and is not a whole frame yet. */
  private static final class Incoming {
    private final FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
    private final ByteBuf bytes = Unpooled.buffer();
  }
}
