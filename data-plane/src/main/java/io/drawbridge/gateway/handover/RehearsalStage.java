package io.drawbridge.gateway.handover;

import io.drawbridge.gateway.admission.SourceLimits;
import io.drawbridge.gateway.admission.SourceRules;
import io.drawbridge.gateway.attach.Attach;
import io.drawbridge.gateway.attach.SessionLedger;
import io.drawbridge.gateway.attach.SessionPlaces;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.measure.JvmUsage;
import io.drawbridge.gateway.overload.Overload;
import io.drawbridge.gateway.pipeline.ClientHandler;
import io.drawbridge.gateway.pipeline.FrameRouter;
import io.drawbridge.gateway.policy.GatewayPolicies;
import io.drawbridge.gateway.session.DetachedSessions;
import io.drawbridge.gateway.session.KeptMessages;
import io.drawbridge.gateway.session.PushItem;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.SessionPlace;
import io.drawbridge.gateway.session.SessionTimes;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.gateway.upstream.Businesses;
import io.drawbridge.gateway.upstream.ServiceTable;
import io.drawbridge.gateway.upstream.UpstreamCounts;
import io.drawbridge.gateway.upstream.UpstreamLoop;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.handover.v1.Batch;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One of the two sides of a rehearsal: a loop with everything that a gateway's loop has. */
final class RehearsalStage implements AutoCloseable {
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
                RehearsalStage::reply,
                new UpstreamCounts(),
                CLOCK));
    executor.execute(upstream::start);
    new KeepAliveSweep(loop, CLOCK).start();
    SessionPlace place =
        new SessionPlace(
            loop,
            new DetachedSessions(new DetachedSessions.Bounds(SECONDS, 1_000, 1 << 20)),
            KeptMessages.wide(),
            upstream.states(),
            new SessionTimes(() -> SECONDS, SessionTimes.ACKNOWLEDGE_WITHIN_SECONDS),
            CLOCK,
            new SessionLedger(
                sessions,
                new Tombstones(Duration.ofSeconds(SECONDS), CLOCK),
                new NoPlaces(),
                new LoopFeeds(),
                (_, _) -> {}));
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
    return outgoing.present().thenCompose(present -> outgoing.stop(present.movable(), settle));
  }

  /**
   * The other side has them. Nobody waits for late replies here: kept for them, as a gateway does,
   * the sessions of all rounds would be memory that the process never gives back.
   */
  CompletableFuture<Integer> letGo(Outgoing.Parcel parcel) {
    return outgoing
        .decided(parcel, Set.of())
        .thenApplyAsync(
            moved -> {
              parcel.stopped().forEach(each -> upstream.sessionEnded(each.session()));
              return moved;
            },
            executor);
  }

  /** As {@code Replies}, which would ask other gateways for sessions that have moved. */
  private static void reply(Session session, int service, Reply reply) {
    session.push(
        new PushItem(
            PushItem.idOf(reply.getId()),
            reply.getBody(),
            true,
            CLOCK.getAsLong() + TimeUnit.SECONDS.toNanos(SECONDS),
            new PushItem.ReplyTo(service, reply.getSeq()),
            PushItem.NOBODY_WAITS));
  }

  @Override
  public void close() {
    businesses.close();
  }

  /** A fleet in which nobody looks for anybody. */
  private static final class NoPlaces implements SessionPlaces {
    @Override
    public CompletionStage<Placed> enter(Session session) {
      return CompletableFuture.completedStage(Placed.WRITTEN);
    }

    @Override
    public void leave(Session session) {
      // It was not entered.
    }
  }

  private final class LoopFeeds implements SessionLedger.Feeds {
    @Override
    public void feed(Session session) {
      upstream.feed(session);
    }

    @Override
    public void forget(Session session) {
      upstream.sessionEnded(session);
    }
  }
}
