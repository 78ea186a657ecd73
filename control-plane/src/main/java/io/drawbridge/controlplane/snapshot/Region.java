package io.drawbridge.controlplane.snapshot;

import io.drawbridge.controlplane.fleet.ControlStream;
import io.drawbridge.controlplane.fleet.Fleet;
import io.drawbridge.controlplane.fleet.Fleet.Attached;
import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.history.ScoreHistory;
import io.drawbridge.controlplane.history.Second;
import io.drawbridge.controlplane.scoring.Score;
import io.drawbridge.controlplane.scoring.Scores;
import io.drawbridge.proto.control.v1.Capacity;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The region's one thread: everything that is known of it is changed here at each event, and judged
 * here five times a second. Threads: methods from any; they wait while {@value #INBOX} events are
 * not worked off, which stops reading from the streams that they come from.
 */
public final class Region implements AutoCloseable {
  static final int INBOX = 10_000;

  /** Short beside the time after which anybody counts as lost; each look costs 4 µs a gateway. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private static final Duration RECORD_EVERY = Duration.ofSeconds(1);

  /** After so long without a look at the region this replica has stood still, not the gateways. */
  static final Duration STOOD_STILL = Duration.ofSeconds(1);

  private static final Duration PEERS_EVERY = Duration.ofSeconds(2);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final Logger log = LoggerFactory.getLogger(Region.class);

  private final RegionSettings settings;
  private final Reign reign;
  private final Snapshots snapshots;
  private final OtherRegions others;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final ScoreHistory history = ScoreHistory.forThisHeap();
  private final Fleet fleet;
  private final Scores scores;
  private final Publisher publisher;
  private final PeerTeller teller = new PeerTeller();
  private final Semaphore inbox = new Semaphore(INBOX);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("fleet").daemon().factory());

  private long lastEpoch;
  private long leadNanos;
  private long lookedNanos;
  private long recordedNanos;
  private long peersNanos;
  private long toldChanges;

  public Region(
      RegionSettings settings,
      Reign reign,
      Snapshots snapshots,
      OtherRegions others,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.settings = settings;
    this.reign = reign;
    this.snapshots = snapshots;
    this.others = others;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.lookedNanos = nanoClock.getAsLong();
    this.recordedNanos = lookedNanos - RECORD_EVERY.toNanos();
    this.fleet = new Fleet(settings.suspectAfter(), nanoClock.getAsLong());
    this.scores = new Scores(clock);
    this.publisher = new Publisher(settings, snapshots, clock);
  }

  public Region start() {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> guarded(this::look), 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  /** All registrations that etcd has. */
  public void registered(Map<String, GatewayRegistration> inEtcd) {
    enqueue(() -> fleet.registered(inEtcd, nanoClock.getAsLong()));
  }

  public void reported(ControlStream stream, GatewayReport report) {
    enqueue(() -> {
      long now = nanoClock.getAsLong();
      if (fleet.reported(stream, report, now)) {
        fleet.status(report.getGateway(), now).ifPresent(at -> scores.reported(at, now));
      }
    });
  }

  public void closed(ControlStream stream) {
    enqueue(() -> fleet.closed(stream, nanoClock.getAsLong()));
  }

  /** The region now; fails if its thread does not answer within 2 s. */
  public RegionView view() {
    CompletableFuture<RegionView> view = new CompletableFuture<>();
    enqueue(() -> view.complete(viewNow()));
    try {
      return view.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the fleet's thread", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("no answer of the fleet's thread (expected: in 2 s)", e);
    }
  }

  /** What was in the last quarter of an hour. */
  public ScoreHistory history() {
    return history;
  }

  /** Why nothing is published although we lead; empty = all is well. */
  public Optional<String> trouble() {
    return publisher.trouble();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void look() {
    long now = nanoClock.getAsLong();
    if (now - lookedNanos > STOOD_STILL.toNanos()) {
      log.warn("region: stood still for {} ms", (now - lookedNanos) / NANOS_PER_MILLI);
      fleet.stoodStill(now);
    }
    lookedNanos = now;
    Optional<Long> epoch = reign.ownEpoch();
    epoch.filter(ours -> ours != lastEpoch).ifPresent(ours -> takeLead(ours, now));
    List<GatewayStatus> statuses = fleet.statuses(now);
    if (epoch.isPresent()) {
      publisher.lead(epoch.get(), leadNanos, statuses, scores, now);
    } else if (!reign.isElsewhere()) {
      publisher.overlayDraining(statuses, now);
    }
    if (now - recordedNanos >= RECORD_EVERY.toNanos()) {
      recordedNanos = now;
      record(statuses);
    }
    tellPeers(statuses, now);
  }

  private void record(List<GatewayStatus> statuses) {
    scores.retain(statuses.stream().map(GatewayStatus::id).collect(Collectors.toSet()));
    scores.compare(statuses);
    FleetSnapshot inForce = snapshots.newest().orElse(FleetSnapshot.getDefaultInstance());
    String generation = inForce.hasGeneration() ? Generations.text(inForce.getGeneration()) : "";
    history.record(
        new Second(clock.millis(), generation, inForce.getLeader(), inForce.getAlarmsList()),
        statuses,
        scores::of,
        inForce.getGatewaysList());
  }

  private void takeLead(long epoch, long now) {
    lastEpoch = epoch;
    leadNanos = now;
    fleet.tookLead(now);
    List<GatewaySnapshot> last =
        snapshots.newest().map(FleetSnapshot::getGatewaysList).orElse(List.of());
    fleet.remembered(last.stream().map(Region::registrationOf).toList(), now);
    scores.startFrom(last);
    log.info("region: leading, epoch {}, from a snapshot of {} gateways", epoch, last.size());
  }

  /** A round every two seconds, and at once when another region has other gateways. */
  private void tellPeers(List<GatewayStatus> statuses, long now) {
    long changes = others.doorChanges();
    List<Attached> attached = fleet.attached();
    if (now - peersNanos >= PEERS_EVERY.toNanos()
        || changes != toldChanges
        || !teller.knows(attached)) {
      teller.begin(new PeerLists(statuses, snapshots.newest(), others.all()));
      toldChanges = changes;
      peersNanos = now;
    }
    // The highest we know of: a gateway refuses lower ones than it has seen.
    teller.tell(
        attached, Generations.fence(settings.fleetGeneration(), lastEpoch, snapshots.newest()));
  }

  private RegionView viewNow() {
    List<GatewayStatus> statuses = fleet.statuses(nanoClock.getAsLong());
    Map<String, Score> parts = new HashMap<>();
    Set<String> ids = statuses.stream().map(GatewayStatus::id).collect(Collectors.toSet());
    ids.forEach(id -> scores.of(id).ifPresent(score -> parts.put(id, score)));
    return new RegionView(statuses, parts, snapshots.newest(), reign.ownEpoch());
  }

  private void enqueue(Runnable event) {
    inbox.acquireUninterruptibly();
    try {
      thread.execute(() -> {
        inbox.release();
        guarded(event);
      });
    } catch (RejectedExecutionException e) {
      inbox.release();
      log.debug("region: closed, event dropped", e);
    }
  }

  /** A defect in one event must not end the thread. */
  private static void guarded(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      log.error("region: event failed", e);
    }
  }

  private static GatewayRegistration registrationOf(GatewaySnapshot placed) {
    return GatewayRegistration.newBuilder()
        .setGateway(placed.getGateway())
        .setRegion(placed.getRegion())
        .setGeneration(placed.getGeneration())
        .setFailureDomain(placed.getFailureDomain())
        .addAllEndpoints(placed.getEndpointsList())
        .setGrpcAddress(placed.getGrpcAddress())
        .setCapacity(Capacity.newBuilder().setConnections(placed.getParts().getCapacity()))
        .build();
  }
}
