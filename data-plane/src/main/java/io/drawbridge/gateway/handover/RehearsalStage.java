package io.drawbridge.gateway.handover;

import io.drawbridge.gateway.admission.SourceLimits;
import io.drawbridge.gateway.admission.SourceRules;
import io.drawbridge.gateway.attach.Attach;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.measure.JvmUsage;
import io.drawbridge.gateway.overload.Overload;
import io.drawbridge.gateway.pipeline.ClientHandler;
import io.drawbridge.gateway.pipeline.FrameRouter;
import io.drawbridge.gateway.policy.GatewayPolicies;
import io.drawbridge.gateway.session.DetachedSessions;
import io.drawbridge.gateway.session.KeptMessages;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.SessionListener;
import io.drawbridge.gateway.session.SessionPlace;
import io.drawbridge.gateway.session.SessionTimes;
import io.drawbridge.gateway.upstream.Businesses;
import io.drawbridge.gateway.upstream.ServiceTable;
import io.drawbridge.gateway.upstream.UpstreamCounts;
import io.drawbridge.gateway.upstream.UpstreamLoop;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.handover.v1.Batch;
import io.drawbridge.wire.CloseReason;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** One of the two sides of a rehearsal: a loop with everything that a gateway's loop has. */
final class RehearsalStage implements SessionListener, AutoCloseable {
  private static final String GATEWAY = "rehearsal";
  private static final int SECONDS = 60;
  private static final LongSupplier CLOCK = System::nanoTime;

  private final SessionIndex sessions = new SessionIndex();
  private final Businesses businesses = new Businesses(EpollSocketChannel.class);
  private final EventLoop executor;
  private final UpstreamLoop upstream;
  private final Incoming incoming;
  private final Outgoing outgoing;

  RehearsalStage(EventLoop executor, Attach attach, ServiceTable services) {
    this.executor = executor;
    GatewayMeasures measures = new GatewayMeasures(CLOCK, new JvmUsage(CLOCK, () -> 0, 0));
    Loop loop = new Loop(0, executor, measures.newLoop());
    upstream =
        new UpstreamLoop(
            loop,
            new UpstreamLoop.Parts(
                GATEWAY,
                businesses,
                () -> services,
                new GatewayPolicies(Optional.empty(), SECONDS, InstantSource.system(), CLOCK)
                    .newLoop(),
                Overload.off(CLOCK).newLoop(),
                (session, service, reply) -> {},
                new UpstreamCounts(),
                CLOCK));
    executor.execute(upstream::start);
    SessionPlace place =
        new SessionPlace(
            loop,
            new DetachedSessions(new DetachedSessions.Bounds(SECONDS, 1_000, 1 << 20)),
            KeptMessages.wide(),
            upstream.states(),
            new SessionTimes(() -> SECONDS, SessionTimes.ACKNOWLEDGE_WITHIN_SECONDS),
            CLOCK,
            this);
    FrameRouter[] router = new FrameRouter[1];
    router[0] = new FrameRouter(loop, attach, () -> services, upstream, CLOCK, _ -> router[0]);
    SourceLimits sources =
        SourceLimits.forConnections(
            new SourceRules(1_000, 1_000, List.of()), 1_000, new Random(1), CLOCK);
    incoming = new Incoming(place, sessions, sources, () -> new ClientHandler(router[0]), GATEWAY);
    outgoing = new Outgoing(place, () -> new ClientHandler(router[0]), GATEWAY);
  }

  CompletableFuture<List<Integer>> prepare(Batch batch, int... descriptors) {
    return CompletableFuture.supplyAsync(() -> incoming.prepare(batch, descriptors), executor);
  }

  CompletableFuture<Integer> decided(long number) {
    return CompletableFuture.supplyAsync(() -> incoming.decided(number, Set.of()), executor);
  }

  /** Everybody who is here. */
  CompletableFuture<Outgoing.Parcel> stop(Duration settle) {
    List<Session> all = new ArrayList<>();
    sessions.forEach(all::add);
    return outgoing.stop(all, settle);
  }

  @Override
  public void sessionEnded(Session session, CloseReason reason) {
    sessions.remove(session);
    upstream.sessionEnded(session);
  }

  @Override
  public void sessionMoved(Session session, String gateway, int connectNumber) {
    sessions.remove(session);
  }

  @Override
  public void sessionHandedOver(Session session) {
    sessions.remove(session);
  }

  @Override
  public void endHandedOver(Session session, Close message) {
    // Nobody ends these.
  }

  @Override
  public void mayFeed(Session session) {
    upstream.feed(session);
  }

  @Override
  public void close() {
    businesses.close();
  }
}
