package io.drawbridge.gateway.control;

import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.registry.GatewayPresence;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.RevocationSet;
import io.drawbridge.proto.handover.v1.Obeyed;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This gateway as a member of its region's fleet: registered in etcd under a lease, attached to
 * every control-plane replica, reporting its load. Starts and goes on without any of them.
 *
 * <p>Threads: public methods from any; the work is done on one thread of its own.
 */
public final class FleetMember implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FleetMember.class);

  /** The thread does nothing that takes long. */
  private static final Duration OBEYED_WITHIN = Duration.ofSeconds(2);

  /**
   * A hand-over is over long before. One that stands still must not keep operators from this
   * process for ever; and a step is waited for by its leader for no longer than that.
   */
  static final Duration STEPS_WAIT = Duration.ofSeconds(45);

  private volatile Settings settings;
  private volatile boolean hasSuccessor;
  private final Supplier<GatewayState> state;
  private final Supplier<Load> load;
  private final Coordination etcd;
  private final GatewayPresence presence;
  private final PolicyControl policies;
  private final Directives directives;
  private final List<ControlStream> streams;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("fleet").daemon().factory());
  private long sequence;
  private Load lastLoad = Load.getDefaultInstance();

  /**
   * How to be a member.
   *
   * @param registration what etcd and control planes are told; its generation must be higher than
   *     that of every earlier process under this id
   */
  public record Settings(
      GatewayRegistration registration,
      List<URI> etcd,
      Duration registrationTtl,
      List<HostPort> controlPlanes,
      Duration reportInterval) {
    private Settings with(GatewayRegistration other) {
      return new Settings(other, etcd, registrationTtl, controlPlanes, reportInterval);
    }
  }

  /**
   * What the rest of the gateway gives.
   *
   * @param load called once per report interval
   */
  public record Parts(
      Supplier<GatewayState> state,
      Supplier<Load> load,
      Consumer<PeerList> peers,
      Consumer<RevocationSet> revocations,
      PolicyControl policies,
      ClientControl clients,
      RestartControl restarts,
      EventLoopGroup eventLoops) {}

  public FleetMember(Settings settings, Parts parts) {
    this.settings = settings;
    this.state = parts.state();
    this.load = parts.load();
    this.policies = parts.policies();
    this.directives =
        new Directives(
            parts.peers(),
            parts.revocations(),
            parts.policies(),
            parts.clients(),
            parts.restarts());
    this.etcd = Coordination.with(settings.etcd());
    this.presence =
        GatewayPresence.of(
            etcd, settings.registration(), settings.registrationTtl(), this::superseded);
    this.streams =
        settings.controlPlanes().stream()
            .map(address ->
                new ControlStream(
                    address, parts.eventLoops(), thread, directives, this::firstReport))
            .toList();
  }

  /**
   * What directives were obeyed; empty when that takes too long to find out. Steps are not begun
   * from here on, until {@link #goOn}.
   */
  public Obeyed handOver() {
    try {
      return CompletableFuture.supplyAsync(directives::handOver, thread)
          .get(OBEYED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.error("hand-over: what was obeyed cannot be told", e);
      return Obeyed.getDefaultInstance();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Obeyed.getDefaultInstance();
    }
  }

  /**
   * Obeys nothing older than what the process before has; before {@link #start}. Begins steps after
   * {@link #tookOver}, or {@link #STEPS_WAIT} at the latest.
   */
  public void goOnAfter(Obeyed before) {
    goOnAfter(before, STEPS_WAIT);
  }

  void goOnAfter(Obeyed before, Duration stepsWait) {
    thread.execute(() -> directives.goOnAfter(before));
    var _ = thread.schedule(directives::tookOver, stepsWait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The next process has gone: steps are begun here again. */
  public void goOn() {
    soon(directives::goOn);
  }

  /** The process before has handed over what it can, or has gone: steps are begun here. */
  public void tookOver() {
    soon(directives::tookOver);
  }

  private void soon(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException _) {
      log.debug("closed; no step comes any more");
    }
  }

  /** Another process of this gateway registers under its id: that is as it should be. */
  public void successorRegisters() {
    hasSuccessor = true;
  }

  /** That process has gone: registers again, over it. */
  public void successorIsGone(long successorGeneration) {
    hasSuccessor = false;
    settings =
        settings.with(
            settings.registration().toBuilder().setGeneration(successorGeneration + 1).build());
    presence.announce(settings.registration());
    thread.execute(() -> send(firstReport()));
  }

  /** Opens the control streams and begins to report. */
  public void start() {
    thread.execute(() -> streams.forEach(ControlStream::open));
    long nanos = settings.reportInterval().toNanos();
    var _ = thread.scheduleAtFixedRate(this::reportLoad, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Tells the new state at once. */
  public void stateChanged() {
    thread.execute(() -> send(report()));
  }

  /** Must not throw: a repeated task that does is never run again. */
  private void reportLoad() {
    try {
      lastLoad = load.get();
      send(report().addAllResults(directives.news()));
    } catch (RuntimeException e) {
      log.error("a report could not be made; the next one is tried", e);
    }
  }

  private void send(GatewayReport.Builder report) {
    GatewayReport message = report.build();
    streams.forEach(stream -> stream.report(message));
  }

  private GatewayReport.Builder firstReport() {
    return report().setRegistration(settings.registration());
  }

  private GatewayReport.Builder report() {
    GatewayRegistration registration = settings.registration();
    sequence++;
    GatewayReport.Builder report =
        GatewayReport.newBuilder()
            .setGateway(registration.getGateway())
            .setRegion(registration.getRegion())
            .setGeneration(registration.getGeneration())
            .setSequence(sequence)
            .setState(state.get())
            .setLoad(lastLoad);
    policies.tell(report);
    return report;
  }

  /**
   * Its key may be a dead predecessor's whose clock was ahead: that one's lease ends within a TTL.
   */
  private void superseded(GatewayRegistration by) {
    if (hasSuccessor) {
      return;
    }
    log.error(
        "gateway {}: generation {} is registered (expected: lower than this process's {});"
            + " is another process running under this id?",
        by.getGateway(),
        by.getGeneration(),
        settings.registration().getGeneration());
    var _ =
        thread.schedule(
            () -> presence.announce(settings.registration()),
            settings.registrationTtl().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Why this gateway is not registered; empty = it is. */
  public Optional<String> registrationTrouble() {
    return presence.isRegistered()
        ? Optional.empty()
        : Optional.of(presence.trouble().orElse("not registered yet"));
  }

  /** The control planes that do not answer now. */
  public List<HostPort> silentControlPlanes() {
    return streams.stream().filter(stream -> !stream.isUp()).map(ControlStream::address).toList();
  }

  /** What became of control planes' directives. */
  public DirectiveCounts directives() {
    return directives.counts();
  }

  /** Leaves: the registration is deleted, the streams end. Takes up to some seconds. */
  @Override
  public void close() {
    presence.close();
    thread.shutdownNow();
    streams.forEach(ControlStream::close);
    etcd.close();
  }
}
