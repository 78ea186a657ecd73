package io.drawbridge.gateway;

import io.drawbridge.gateway.attach.Attach;
import io.drawbridge.gateway.attach.AttachSettings;
import io.drawbridge.gateway.attach.DoorState;
import io.drawbridge.gateway.attach.TokenVerifier;
import io.drawbridge.gateway.attach.Welcome;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.connection.Loops;
import io.drawbridge.gateway.drain.Drain;
import io.drawbridge.gateway.listen.ClientDoor;
import io.drawbridge.gateway.measure.LoopLagProbe;
import io.drawbridge.gateway.pipeline.ClientHandler;
import io.drawbridge.gateway.pipeline.FrameRouter;
import io.drawbridge.gateway.push.Replies;
import io.drawbridge.gateway.session.Lane;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionLimits;
import io.drawbridge.gateway.upstream.Businesses;
import io.drawbridge.gateway.upstream.Service;
import io.drawbridge.gateway.upstream.UpstreamLoop;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.proto.client.v1.GoAwayReason;
import io.drawbridge.proto.client.v1.Limits;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Everything between a client's socket and the business: loops, door, handlers, upstream. */
final class ClientSide implements AutoCloseable {
  private final GatewayConfig config;
  private final Shared shared;
  private final LongSupplier nanoClock;
  private final Loops loops;
  private final Businesses businesses;
  private final Map<Loop, UpstreamLoop> upstream = new HashMap<>();
  private final Attach attach;
  private final Drain drain;
  private final ClientDoor door;

  ClientSide(GatewayConfig config, Shared shared, TokenVerifier tokens, LongSupplier nanoClock)
      throws IOException {
    this.config = config;
    this.shared = shared;
    this.nanoClock = nanoClock;
    loops = Loops.start(config.effectiveEventLoops(), shared.measures());
    businesses = new Businesses(shared.internalLoops());
    businesses.prepare(shared.services().table());
    drain = new Drain(shared.sessions(), shared.peers()::siblings, config.reconnectWindow());
    attach = newAttach(tokens);
    Replies replies = new Replies(nanoClock);
    for (Loop loop : loops.all()) {
      startLoop(loop, replies);
    }
    door =
        ClientDoor.open(
            config.clientDoor().address(),
            config.capacity().connections(),
            loops,
            loop -> new ClientHandler(loop, routerOf(loop), nanoClock));
  }

  private Attach newAttach(TokenVerifier tokens) {
    Attach.Parts parts =
        new Attach.Parts(
            tokens,
            shared.sessions(),
            shared.places(),
            new Welcome(config.heartbeat(), limits(), this::servicesOf),
            this::doorState,
            this::sessionEnded);
    return new Attach(
        parts, new AttachSettings(config.heartbeat()), InstantSource.system(), nanoClock);
  }

  private void startLoop(Loop loop, Replies replies) {
    UpstreamLoop ofLoop = new UpstreamLoop(loop, config.gateway(), businesses, replies, nanoClock);
    ofLoop.start();
    upstream.put(loop, ofLoop);
    new KeepAliveSweep(loop, nanoClock).start();
    var _ = LoopLagProbe.start(loop.executor(), loop.measures(), nanoClock);
  }

  private FrameRouter routerOf(Loop loop) {
    return new FrameRouter(attach, shared.services()::table, upstreamOf(loop), nanoClock);
  }

  private UpstreamLoop upstreamOf(Loop loop) {
    UpstreamLoop ofLoop = upstream.get(loop);
    if (ofLoop == null) {
      throw new IllegalArgumentException(loop + " (expected: a loop of this gateway)");
    }
    return ofLoop;
  }

  private void sessionEnded(Session session, CloseReason reason) {
    upstreamOf(session.loop()).sessionEnded(session);
  }

  private static Limits limits() {
    return Limits.newBuilder()
        .setMaxFrameBytes(Frame.MAX_LENGTH)
        .setLaneWindowMessages(Lane.WINDOW_MESSAGES)
        .setLaneWindowBytes(Lane.WINDOW_BYTES)
        .setMaxLanes(Session.MAX_LANES)
        .setSessionWindowMessages(SessionLimits.WINDOW_MESSAGES)
        .setSessionWindowBytes(SessionLimits.WINDOW_BYTES)
        .build();
  }

  private List<io.drawbridge.proto.client.v1.Service> servicesOf(String app) {
    return shared.services().table().ofApp(app).stream().map(ClientSide::told).toList();
  }

  private static io.drawbridge.proto.client.v1.Service told(Service service) {
    return io.drawbridge.proto.client.v1.Service.newBuilder()
        .setService(service.id())
        .setName(service.name())
        .setTier(service.tier())
        .build();
  }

  private DoorState doorState() {
    if (drain.isDraining()) {
      return new DoorState(drain.goAway(), "this gateway drains (expected: connect elsewhere)");
    }
    if (shared.sessions().size() >= config.capacity().connections()) {
      GoAway full = drain.goAway().toBuilder().setReason(GoAwayReason.FULL).build();
      return new DoorState(
          full, "sessions here (expected: < " + config.capacity().connections() + ")");
    }
    return DoorState.OPEN;
  }

  Drain drain() {
    return drain;
  }

  /** The port clients connect to. */
  int port() {
    return door.port();
  }

  /** Accepts no socket any more. */
  void closeDoor() {
    door.close();
  }

  @Override
  public void close() {
    door.close();
    businesses.close();
    loops.close();
  }
}
