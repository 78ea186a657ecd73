package io.drawbridge.gateway;

import io.drawbridge.gateway.admission.Admission;
import io.drawbridge.gateway.admission.Descriptors;
import io.drawbridge.gateway.attach.Attach;
import io.drawbridge.gateway.attach.AttachSettings;
import io.drawbridge.gateway.attach.ResumeCounts;
import io.drawbridge.gateway.attach.SessionLedger;
import io.drawbridge.gateway.attach.TokenVerifier;
import io.drawbridge.gateway.attach.Welcome;
import io.drawbridge.gateway.connection.Buffers;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.connection.LoopBounds;
import io.drawbridge.gateway.connection.Loops;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.drain.Drain;
import io.drawbridge.gateway.handover.Holdings;
import io.drawbridge.gateway.measure.EnumCounts;
import io.drawbridge.gateway.measure.LoopLagProbe;
import io.drawbridge.gateway.overload.LoopOverload;
import io.drawbridge.gateway.overload.Overload;
import io.drawbridge.gateway.pipeline.ClientHandler;
import io.drawbridge.gateway.pipeline.FrameRouter;
import io.drawbridge.gateway.policy.GatewayPolicies;
import io.drawbridge.gateway.push.Replies;
import io.drawbridge.gateway.session.DetachedSessions;
import io.drawbridge.gateway.session.KeptMessages;
import io.drawbridge.gateway.session.Lane;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionLimits;
import io.drawbridge.gateway.session.SessionPlace;
import io.drawbridge.gateway.session.SessionTimes;
import io.drawbridge.gateway.tls.CertificateException;
import io.drawbridge.gateway.upstream.Businesses;
import io.drawbridge.gateway.upstream.InstanceStates;
import io.drawbridge.gateway.upstream.Service;
import io.drawbridge.gateway.upstream.ServiceTable;
import io.drawbridge.gateway.upstream.UpstreamCounts;
import io.drawbridge.gateway.upstream.UpstreamLoop;
import io.drawbridge.proto.client.v1.Limits;
import io.drawbridge.proto.control.v1.AdmissionLimit;
import io.drawbridge.proto.handover.v1.HandedLoad;
import io.drawbridge.wire.Frame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Everything between a client's socket and the business: loops, door, handlers, upstream. */
final class ClientSide implements AutoCloseable {
  /** Of the connections, those that may wait for a refusal: half of the strangers' part. */
  private static final int HELD_PART = 20;

  /** A business that is not reached by then is one that does not answer. */
  private static final Duration BUSINESSES_WITHIN = Duration.ofSeconds(1);

  private static final long LOOK_AGAIN_MILLIS = 5;

  private final GatewayConfig config;
  private final Shared shared;
  private final LongSupplier nanoClock;
  private final Buffers buffers;
  private final Loops loops;
  private final Businesses businesses;
  private final UpstreamCounts upstreamCounts = new UpstreamCounts();
  private final Map<Loop, OnLoop> onLoops = new HashMap<>();
  private final ResumeCounts resumes = new ResumeCounts();
  private final EnumCounts<KeptMessages.Direction> unkept =
      new EnumCounts<>(KeptMessages.Direction.class);
  private final Admission admission;
  private final Overload overload;
  private final ConnectDoor connects;
  private final Attach attach;
  private volatile @Nullable ToldServices lastTold;
  private final Drain drain;
  private final DoorSide door;

  ClientSide(
      GatewayConfig config,
      Shared shared,
      TokenVerifier tokens,
      Descriptors descriptors,
      ScheduledExecutorService timer,
      LongSupplier nanoClock)
      throws CertificateException {
    this.config = config;
    this.shared = shared;
    this.nanoClock = nanoClock;
    int count = config.effectiveEventLoops();
    buffers = new Buffers(config.limits().buffers().bytes());
    loops =
        Loops.start(
            count,
            LoopBounds.share(config.capacity().connections(), count, buffers),
            shared.measures());
    businesses = new Businesses(loops.socketChannelType());
    businesses.prepare(shared.policies().services());
    drain = new Drain(shared.sessions(), shared.peers()::siblings, config.reconnectWindow());
    admission =
        Admission.of(config.limits().sources(), config.capacity().rates(), descriptors, nanoClock);
    overload = new Overload(config.overload(), InstantSource.system(), nanoClock);
    connects =
        new ConnectDoor(
            config, drain, admission, shared.measures(), shared.policies().policies()::measures);
    attach = newAttach(tokens);
    Replies replies = new Replies(shared.remote(), nanoClock);
    SessionLedger ledger =
        new SessionLedger(
            shared.sessions(),
            shared.tombstones(),
            shared.places(),
            new LoopFeeds(),
            shared.endsInOtherProcess());
    for (Loop loop : loops.all()) {
      onLoops.put(loop, start(loop, replies, ledger));
    }
    overload.start(timer);
    door =
        new DoorSide(config, admission, loops, loop -> new ClientHandler(of(loop).router()), timer);
  }

  /** What CONNECTED says of services. */
  private record ToldServices(
      ServiceTable table, String app, List<io.drawbridge.proto.client.v1.Service> services) {}

  /** What another process of this gateway can go on with. */
  Holdings holdings() {
    List<Holdings.OnLoop> all =
        loops.all().stream()
            .map(this::of)
            .map(each -> new Holdings.OnLoop(each.place(), () -> new ClientHandler(each.router())))
            .toList();
    return new Holdings(
        config.gateway(), all, shared.sessions(), shared.tombstones(), config.settle(), nanoClock);
  }

  /** How this process stands to its load, for the next one. */
  HandedLoad handedLoad() {
    return overload
        .handed()
        .addAllBreakers(businesses.breakers())
        .addAllRungs(policies().handedRungs())
        .build();
  }

  /** Refuses what the process before did, and spares the businesses that it has spared. */
  void goOnAs(HandedLoad load) {
    overload.goOnAs(load);
    businesses.goOnWith(load.getBreakersList());
    policies().goOnAs(load.getRungsList());
  }

  /**
   * Reaches businesses before clients come with their messages: returns when all are reached, or
   * when that takes longer than {@link #BUSINESSES_WITHIN}.
   */
  void reachBusinesses() {
    long endNanos = nanoClock.getAsLong() + BUSINESSES_WITHIN.toNanos();
    try {
      for (OnLoop each : onLoops.values()) {
        Executor executor = each.place().loop().executor();
        CompletableFuture.runAsync(each.upstream()::openStreams, executor).get();
        while (!CompletableFuture.supplyAsync(each.upstream()::areStreamsReady, executor).get()
            && nanoClock.getAsLong() - endNanos < 0) {
          Thread.sleep(LOOK_AGAIN_MILLIS);
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("streams to businesses: " + e.getCause(), e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What answers CONNECT. */
  Attach attach() {
    return attach;
  }

  /** Open connections. */
  int connections() {
    return loops.connections();
  }

  /** What belongs to one loop. */
  private record OnLoop(UpstreamLoop upstream, SessionPlace place, FrameRouter router) {}

  /** The lanes of a session go to businesses by its own loop. */
  private final class LoopFeeds implements SessionLedger.Feeds {
    @Override
    public void feed(Session session) {
      of(session.loop()).upstream().feed(session);
    }

    @Override
    public void forget(Session session) {
      of(session.loop()).upstream().sessionEnded(session);
    }
  }

  private OnLoop of(Loop loop) {
    OnLoop onLoop = onLoops.get(loop);
    if (onLoop == null) {
      throw new IllegalArgumentException(loop + " (expected: a loop of this gateway)");
    }
    return onLoop;
  }

  private Attach newAttach(TokenVerifier tokens) {
    Attach.Parts parts =
        new Attach.Parts(
            new GatewayId(config.region(), config.gateway()),
            tokens,
            shared.resumeTokens(),
            shared.sessions(),
            shared.tombstones(),
            shared.takes(),
            shared.places(),
            new Welcome(config.heartbeat(), limits(), this::servicesOf),
            connects,
            loop -> of(loop).place(),
            resumes);
    return new Attach(
        parts,
        new AttachSettings(config.detached().grace(), config.capacity().connections() / HELD_PART),
        InstantSource.system(),
        nanoClock);
  }

  private OnLoop start(Loop loop, Replies replies, SessionLedger ledger) {
    LoopOverload loopOverload = overload.newLoop();
    UpstreamLoop upstream =
        new UpstreamLoop(
            loop,
            new UpstreamLoop.Parts(
                config.gateway(),
                businesses,
                shared.policies()::services,
                shared.policies().policies().newLoop(),
                loopOverload,
                replies,
                upstreamCounts,
                nanoClock));
    upstream.start();
    new KeepAliveSweep(loop, nanoClock).start();
    var _ =
        LoopLagProbe.start(
            loop.executor(),
            lagNanos -> {
              loop.measures().loopLagNanos(lagNanos);
              loopOverload.lagged(lagNanos);
            },
            nanoClock);
    DetachedSessions detached = new DetachedSessions(detachedBounds());
    var _ =
        loop.executor().scheduleWithFixedDelay(() -> sweep(loop, detached), 1, 1, TimeUnit.SECONDS);
    SessionPlace place =
        new SessionPlace(loop, detached, kept(), upstream.states(), times(), nanoClock, ledger);
    FrameRouter router =
        new FrameRouter(
            loop,
            attach,
            shared.policies()::services,
            upstream,
            nanoClock,
            other -> of(other).router());
    return new OnLoop(upstream, place, router);
  }

  private void sweep(Loop loop, DetachedSessions detached) {
    detached.sweep(KeepAliveSweep.seconds(nanoClock));
    loop.endBatch();
  }

  private SessionTimes times() {
    return new SessionTimes(
        shared.policies().policies().heartbeat()::longestSeconds,
        SessionTimes.ACKNOWLEDGE_WITHIN_SECONDS);
  }

  private DetachedSessions.Bounds detachedBounds() {
    int count = loops.all().size();
    return new DetachedSessions.Bounds(
        (int) config.detached().grace().toSeconds(),
        (config.detached().sessions() + count - 1) / count,
        config.limits().detachedBytes(config.detached()) / count);
  }

  private KeptMessages kept() {
    return KeptMessages.share(config.limits().messageBytes(), loops.all().size(), unkept);
  }

  /** Bytes of messages that all sessions keep. */
  long keptBytes() {
    return onLoops.values().stream().mapToLong(each -> each.place().kept().bytes()).sum();
  }

  /** Messages that were not taken because they keep as much as they may. */
  EnumCounts<KeptMessages.Direction> unkept() {
    return unkept;
  }

  /** Sessions whose clients are away. */
  int detachedSessions() {
    return onLoops.values().stream().mapToInt(each -> each.place().detached().size()).sum();
  }

  /** Bytes of messages that they hold. */
  long detachedBytes() {
    return onLoops.values().stream().mapToLong(each -> each.place().detached().bytes()).sum();
  }

  Admission admission() {
    return admission;
  }

  GatewayPolicies policies() {
    return shared.policies().policies();
  }

  Overload overload() {
    return overload;
  }

  Buffers buffers() {
    return buffers;
  }

  ResumeCounts resumes() {
    return resumes;
  }

  DoorSide door() {
    return door;
  }

  UpstreamCounts upstreamCounts() {
    return upstreamCounts;
  }

  /** The instances of every service in force, by the state of their breakers. */
  List<InstanceStates> businessInstances() {
    return businesses.states(shared.policies().services());
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

  /** The same for most clients: told anew only when the services, or the app, are others. */
  private List<io.drawbridge.proto.client.v1.Service> servicesOf(String app) {
    ServiceTable table = shared.policies().services();
    ToldServices last = lastTold;
    if (last == null || last.table != table || !last.app.equals(app)) {
      last = new ToldServices(table, app, table.ofApp(app).stream().map(ClientSide::told).toList());
      lastTold = last;
    }
    return last.services;
  }

  private static io.drawbridge.proto.client.v1.Service told(Service service) {
    return io.drawbridge.proto.client.v1.Service.newBuilder()
        .setService(service.id())
        .setName(service.name())
        .setTier(service.tier())
        .build();
  }

  /** At which limits clients were sent elsewhere since the last call, or would be now. */
  List<AdmissionLimit> limitsReached() {
    return connects.limitsReached();
  }

  Drain drain() {
    return drain;
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
