package io.drawbridge.simulation;

import io.drawbridge.gateway.attach.Attach;
import io.drawbridge.gateway.attach.AttachSettings;
import io.drawbridge.gateway.attach.DoorState;
import io.drawbridge.gateway.attach.ResumeCounts;
import io.drawbridge.gateway.attach.Revocations;
import io.drawbridge.gateway.attach.SessionLedger;
import io.drawbridge.gateway.attach.Surrender;
import io.drawbridge.gateway.attach.Takes;
import io.drawbridge.gateway.attach.TokenVerifier;
import io.drawbridge.gateway.attach.Welcome;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.measure.JvmUsage;
import io.drawbridge.gateway.measure.LoopMeasures;
import io.drawbridge.gateway.overload.Overload;
import io.drawbridge.gateway.pipeline.ClientHandler;
import io.drawbridge.gateway.pipeline.FrameRouter;
import io.drawbridge.gateway.policy.GatewayPolicies;
import io.drawbridge.gateway.session.DetachedSessions;
import io.drawbridge.gateway.session.KeptMessages;
import io.drawbridge.gateway.session.Lane;
import io.drawbridge.gateway.session.ResumeKeys;
import io.drawbridge.gateway.session.ResumeTokens;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.SessionLimits;
import io.drawbridge.gateway.session.SessionPlace;
import io.drawbridge.gateway.session.SessionTimes;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.gateway.upstream.Businesses;
import io.drawbridge.gateway.upstream.UpstreamCounts;
import io.drawbridge.gateway.upstream.UpstreamLoop;
import io.drawbridge.proto.client.v1.Limits;
import io.drawbridge.wire.Frame;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One life of a gateway: the production code from the client's bytes to the batches for the
 * business, on a loop that runs in virtual time. It can be killed, and stopped for a while.
 */
final class GatewayProcess {
  static final Duration SETTLE = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final SessionTimes TIMES = new SessionTimes(2, 60);
  private static final ResumeKeys KEYS = ResumeKeys.random(new SecureRandom());

  /** Written by one thread, as each of a gateway's loops has its own. */
  private static final ThreadLocal<LoopMeasures> MEASURES =
      ThreadLocal.withInitial(() ->
          new GatewayMeasures(System::nanoTime, new JvmUsage(System::nanoTime, () -> 0, 0))
              .newLoop());

  final String name;
  final SessionIndex sessions = new SessionIndex();
  private final World world;
  private final EmbeddedChannel heart;
  private final Loop loop;
  private final Businesses businesses;
  private final Surrender surrender;
  private final FrameRouter router;
  private final List<Socket> sockets = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();
  private boolean dead;
  private boolean stopped;
  private long wakesNanos = Long.MAX_VALUE;

  GatewayProcess(String name, World world, Fleet fleet) {
    this.name = name;
    this.world = world;
    heart = EmbeddedChannel.builder().ticker(new Ticker(world)).build();
    loop = new Loop(0, heart.eventLoop(), MEASURES.get());
    businesses =
        new Businesses(
            (address, _) -> new SimChannel(world, this, fleet.business(address)), world.clock());
    UpstreamLoop upstream =
        new UpstreamLoop(
            loop,
            new UpstreamLoop.Parts(
                name,
                businesses,
                fleet::services,
                new GatewayPolicies(Optional.empty(), 30, world.clock(), world::nanos).newLoop(),
                Overload.off(world::nanos).newLoop(),
                (session, service, reply) -> {},
                new UpstreamCounts(),
                world::nanos));
    Tombstones tombstones = new Tombstones(GRACE, world::nanos);
    ResumeTokens tokens = new ResumeTokens(() -> KEYS, GRACE, world.clock());
    Directory.Door places = fleet.directory().door(this);
    SessionLedger ledger =
        new SessionLedger(
            sessions, tombstones, places, new Feeds(upstream), (session, message) -> {});
    DetachedSessions detached =
        new DetachedSessions(new DetachedSessions.Bounds((int) GRACE.toSeconds(), 1_000, 1 << 20));
    SessionPlace place =
        new SessionPlace(
            loop, detached, KeptMessages.wide(), upstream.states(), TIMES, world::nanos, ledger);
    Takes takes = fleet.takes(this);
    surrender = new Surrender(name, takes, sessions, tombstones, tokens, SETTLE, world::nanos);
    Attach attach =
        new Attach(
            new Attach.Parts(
                new GatewayId("sim", name),
                new TokenVerifier(
                    Tokens::keys,
                    () -> {},
                    new Revocations(sessions, world.clock()),
                    world.clock()),
                tokens,
                sessions,
                tombstones,
                takes,
                places,
                new Welcome(Duration.ofSeconds(2), limits(), app -> List.of()),
                resumes -> DoorState.OPEN,
                any -> place,
                new ResumeCounts()),
            new AttachSettings(GRACE, 1),
            world.clock(),
            world::nanos);
    router =
        new FrameRouter(loop, attach, fleet::services, upstream, world::nanos, any -> router());
    upstream.start();
    new KeepAliveSweep(loop, world::nanos).start();
    var _ =
        loop.executor()
            .scheduleWithFixedDelay(
                () -> {
                  detached.sweep(KeepAliveSweep.seconds(world::nanos));
                  loop.endBatch();
                },
                1,
                1,
                TimeUnit.SECONDS);
    pump();
  }

  private FrameRouter router() {
    return router;
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

  private record Feeds(UpstreamLoop upstream) implements SessionLedger.Feeds {
    @Override
    public void feed(Session session) {
      upstream.feed(session);
    }

    @Override
    public void forget(Session session) {
      upstream.sessionEnded(session);
    }
  }

  Surrender surrender() {
    return surrender;
  }

  boolean isDead() {
    return dead;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Something reaches the process: now, or when it runs again. */
  void run(Runnable event) {
    if (dead) {
      return;
    }
    if (stopped) {
      held.add(event);
      return;
    }
    event.run();
    pump();
  }

  Socket accept(SimClient client) {
    EmbeddedChannel channel = new EmbeddedChannel(new ClientHandler(router));
    Socket socket = new Socket(world, client, this, channel);
    sockets.add(socket);
    return socket;
  }

  /** Runs what is due on the loop and sends what was written. */
  private void pump() {
    heart.runPendingTasks();
    long nextNanos = heart.runScheduledPendingTasks();
    for (Socket socket : sockets) {
      socket.channel.runPendingTasks();
      socket.drain();
    }
    sockets.removeIf(Socket::isOver);
    if (nextNanos >= 0 && !dead) {
      wakeIn(nextNanos);
    }
  }

  private void wakeIn(long nanos) {
    long at = world.nanos() + Math.max(1, nanos);
    if (at < wakesNanos) {
      wakesNanos = at;
      world.atNanos(
          at,
          () -> {
            if (wakesNanos == at) {
              wakesNanos = Long.MAX_VALUE;
              run(() -> {});
            }
          });
    }
  }

  void stop() {
    world.tell("%s is stopped", name);
    stopped = true;
  }

  void goOn() {
    if (stopped && !dead) {
      world.tell("%s goes on", name);
      stopped = false;
      List<Runnable> now = List.copyOf(held);
      held.clear();
      now.forEach(Runnable::run);
      wakesNanos = Long.MAX_VALUE;
      pump();
    }
  }

  void kill() {
    world.tell("%s is killed", name);
    end();
    sockets.forEach(socket -> socket.cut(world.between(0.1, 50), 0));
  }

  /** Gives back what the process holds; nobody hears of it any more. */
  void end() {
    dead = true;
    held.clear();
    for (Socket socket : sockets) {
      var _ = socket.channel.finishAndReleaseAll();
    }
    businesses.close();
  }

  /** The world's time, as the loop's timers see it. */
  private record Ticker(World world) implements MockTicker {
    @Override
    public long nanoTime() {
      return world.nanos();
    }

    @Override
    public void advance(long amount, TimeUnit unit) {
      throw new UnsupportedOperationException("time passes in the world alone");
    }

    @Override
    public void sleep(long delay, TimeUnit unit) {
      throw new UnsupportedOperationException("nobody sleeps on a loop");
    }
  }
}
