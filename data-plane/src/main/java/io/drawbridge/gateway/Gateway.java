package io.drawbridge.gateway;

import io.drawbridge.gateway.admission.Descriptors;
import io.drawbridge.gateway.attach.Revocations;
import io.drawbridge.gateway.connection.Loops;
import io.drawbridge.gateway.drain.Drain;
import io.drawbridge.gateway.handover.Successor;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.measure.JvmUsage;
import io.drawbridge.gateway.push.PushService;
import io.drawbridge.gateway.session.ResumeTokens;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.gateway.upstream.ServicesFile;
import io.drawbridge.process.RunningProcess;
import io.drawbridge.process.Succession;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.proto.handover.v1.Obeyed;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole gateway: what it is made of, and how it starts, drains and stops, in reading order. */
public final class Gateway implements RunningProcess {
  /**
   * Streams to businesses, peers and control planes share these; clients have loops of their own.
   */
  private static final int INTERNAL_LOOPS = 1;

  /** Twice what the JVM's last compiler is busy for after a start under load. */
  private static final Duration WARM_AFTER = Duration.ofSeconds(60);

  /** How long clients may take to leave once they have begun to. */
  private static final Duration LINGER = Duration.ofSeconds(3);

  /** Time for the last CLOSE frames to leave. */
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  /** A connection may live as long, and then come back to its session. */
  private static final Duration RESUME_TOKEN_LIFE = Duration.ofDays(7);

  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final GatewayConfig config;
  private final ScheduledExecutorService timer;
  private final EventLoopGroup internalLoops;
  private final KeySide keys;
  private final Revocations revocations;
  private final PolicySide policies;
  private final PeerSide peers;
  private final ClientSide clients;
  private final HandOverSide handOver;
  private final NextProcess next;
  private final FleetSide fleet;
  private final PushService pushes;
  private volatile InternalServer internalServer;

  /**
   * Starts everything; returns when clients are accepted.
   *
   * @throws Exception naming the file or address that cannot be used
   */
  public static Gateway start(GatewayConfig config, Health health, Metrics metrics)
      throws Exception {
    return start(config, predecessor(config), health, metrics);
  }

  /** As {@link #start}, with the line to the process before, if there is one. */
  static Gateway start(
      GatewayConfig config, Optional<Successor> successor, Health health, Metrics metrics)
      throws Exception {
    try {
      return new Gateway(config, successor, health, metrics);
    } catch (Exception e) {
      successor.ifPresent(Successor::close); // that one goes on
      throw e;
    }
  }

  /** The line to the process that runs under this configuration, if one does. */
  static Optional<Successor> predecessor(GatewayConfig config) throws IOException {
    return config.handOver().isPresent() && Loops.canAdopt()
        ? Successor.connect(config.handOver().get().socket())
        : Optional.empty();
  }

  private Gateway(
      GatewayConfig configured, Optional<Successor> successor, Health health, Metrics metrics)
      throws Exception {
    Descriptors descriptors = Descriptors.ofProcess(configured.effectiveEventLoops());
    config = within(descriptors, configured);
    LongSupplier nanoClock = System::nanoTime;
    ServicesFile services = ServicesFile.open(config.services());

    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gateway-timer").daemon().factory());
    internalLoops =
        new MultiThreadIoEventLoopGroup(
            INTERNAL_LOOPS, new DefaultThreadFactory("internal"), NioIoHandler.newFactory());
    var _ = services.refreshOn(timer);
    var _ = timer.scheduleWithFixedDelay(descriptors::refresh, 1, 1, TimeUnit.SECONDS);
    keys = KeySide.open(config.tokens(), timer, nanoClock);
    keys.register(health);

    SessionIndex sessions = new SessionIndex();
    InstantSource clock = InstantSource.system();
    revocations = new Revocations(sessions, clock);
    Tombstones tombstones = new Tombstones(config.detached().grace(), nanoClock);
    ResumeTokens resumeTokens =
        new ResumeTokens(keys.resumeKeys(), RESUME_TOKEN_LIFE, InstantSource.system());
    GatewayMeasures measures = new GatewayMeasures(nanoClock, usage(nanoClock));
    policies = new PolicySide(config, services, measures, nanoClock);
    peers =
        new PeerSide(
            config,
            sessions,
            tombstones,
            resumeTokens,
            internalLoops,
            policies::dropsForgettable,
            timer,
            nanoClock);
    peers.start();
    handOver = new HandOverSide(config, successor, keys, peers, internalLoops);
    Optional<Long> before = handOver.meet(descriptors.connections());

    Shared shared =
        new Shared(
            sessions,
            tombstones,
            resumeTokens,
            peers.takes(),
            peers.remote(),
            peers.table(),
            policies,
            peers.places(),
            peers.disconnects()::endInOtherProcess,
            measures,
            internalLoops);
    clients =
        new ClientSide(config, shared, keys.tokens(revocations), descriptors, timer, nanoClock);
    policies.start(timer, clients.overload());
    clients.door().register(health);
    pushes = new PushService(peers.pushes(), measures.pushOutcomes(), peers.userCalls());
    internalServer = startInternalServer();
    Optional<Obeyed> obeyed = handOver.openDoors(clients);
    long generation = Math.max(clock.millis(), before.map(known -> known + 1).orElse(0L));
    next = new NextProcess(config.handOver(), generation, handOver, timer);
    fleet = new FleetSide(config, shared, clients, peers, revocations, next, generation);
    obeyed.ifPresent(fleet.member()::goOnAfter);
    HandOverMetrics.register(metrics, handOver);
    GatewayMetrics.register(metrics, config, measures, clients, peers, fleet);
    GatewayMetrics.access(metrics, keys, clients.door(), revocations);
    handOver.tookOver(this);
    fleet.start(health);
    health.started();
    log.info("gateway {} accepts clients at {}", config.gateway(), config.clientDoor().address());
  }

  private InternalServer startInternalServer() throws IOException {
    return config.handOver().isPresent()
        ? InternalServer.startShared(config.grpcAddress(), internalLoops, pushes, peers.service())
        : InternalServer.start(config.grpcAddress(), internalLoops, pushes, peers.service());
  }

  @Override
  public void succession(Succession succession) {
    handOver.succession(succession);
  }

  /**
   * Runs that when it has served for {@link #WARM_AFTER} and no clients come from a process before.
   */
  void whenWarm(Runnable action) {
    var _ =
        timer.schedule(
            () -> {
              if (handOver.isTakingOver()) {
                whenWarm(action);
              } else {
                action.run();
              }
            },
            WARM_AFTER.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Has the configured command start the next process. */
  @Override
  public Optional<Runnable> onHangUp() {
    return Optional.of(next::restartNow);
  }

  /** The next process has gone, which had taken businesses and other gateways over. */
  void serveBusinessesAgain() {
    try {
      internalServer = startInternalServer();
    } catch (IOException e) {
      log.error("{}; businesses and other gateways cannot reach this process", e.getMessage());
    }
  }

  /**
   * The next process has everything that could be handed over with its connection. Returns when no
   * client is left; sessions of those that were cut off are.
   */
  void partFromClients(boolean clientsAreHere) throws InterruptedException {
    pushes.leave();
    peers.service().leave();
    if (clientsAreHere) {
      drain();
    }
  }

  /** Whoever is asked last may wait for the whole window before it leaves. */
  private void drain() throws InterruptedException {
    int left = clients.drain().stop(config.drainTime(), config.reconnectWindow().plus(LINGER));
    log.info("drained; the connections of {} sessions are closed", left);
    clients.drain().closeRest();
    Thread.sleep(LAST_WORDS);
  }

  /** True while the process that it took over from has not ended. */
  boolean hasProcessBefore() {
    return handOver.beforeLives();
  }

  ClientSide clients() {
    return clients;
  }

  FleetSide fleet() {
    return fleet;
  }

  NextProcess next() {
    return next;
  }

  InternalServer internalServer() {
    return internalServer;
  }

  /** Promises no connection for which there would be no file descriptor. */
  private static GatewayConfig within(Descriptors descriptors, GatewayConfig config)
      throws IOException {
    int wanted = config.capacity().connections();
    int most = descriptors.connections();
    if (wanted <= most) {
      return config;
    }
    String what =
        "open files: %d (expected: >= %d for capacity.connections: %d; raise ulimit -n or LimitNOFILE=)"
            .formatted(
                descriptors.most(),
                config.capacity().rates().sockets() + descriptors.withheld(),
                wanted);
    if (most < 1) {
      throw new IOException(what);
    }
    log.warn("{}; {} connections are taken", what, most);
    return config.with(config.capacity().of(most));
  }

  private static JvmUsage usage(LongSupplier nanoClock) {
    ByteBufAllocatorMetric buffers =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return new JvmUsage(
        nanoClock, buffers::usedDirectMemory, PlatformDependent.estimateMaxDirectMemory());
  }

  PeerSide peers() {
    return peers;
  }

  PolicySide policies() {
    return policies;
  }

  Revocations revocations() {
    return revocations;
  }

  /** Out of placement first, then clients are asked to move, then everything ends. */
  @Override
  public void stop() {
    Drain drain = clients.drain();
    if (drain.beginStop()) {
      fleet.stateChanged();
    }
    try {
      drain();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    end();
  }

  void end() {
    handOver.close();
    clients.closeDoor();
    fleet.close();
    internalServer.close();
    clients.close();
    peers.close();
    keys.close();
    timer.shutdownNow();
    var _ = internalLoops.shutdownGracefully();
  }
}
