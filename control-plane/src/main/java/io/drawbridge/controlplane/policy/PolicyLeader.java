package io.drawbridge.controlplane.policy;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.policy.GatewayReports.Told;
import io.drawbridge.controlplane.policy.PolicyBook.Stored;
import io.drawbridge.controlplane.policy.PolicyStore.Unavailable;
import io.drawbridge.controlplane.snapshot.Reign;
import io.drawbridge.proto.control.v1.DryRunState;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.RolloutState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While this replica leads: tells gateways their policies, moves rollouts and dry runs on. What
 * gateways are told follows from what is written, so a leader that was deposed without noticing can
 * only repeat what was decided.
 *
 * <p>Threads: one of its own, which waits for the store.
 */
public final class PolicyLeader implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration PAUSE_WITHOUT_STORE = Duration.ofSeconds(1);

  /** etcd's writes do not grow with reports: what was measured is worth one a second. */
  static final Duration MEASURES_EVERY = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(PolicyLeader.class);

  private final long fleetGeneration;
  private final Reign reign;
  private final PolicyBook book;
  private final PolicyStore store;
  private final GatewayReports reports;
  private final PolicyTeller teller;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Map<String, Known> known = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("policies").daemon().factory());
  private Optional<Long> epoch = Optional.empty();
  private Optional<Long> pausedNanos = Optional.empty();

  /** What it works with. */
  public record Parts(
      Reign reign,
      PolicyBook book,
      PolicyStore store,
      GatewayReports reports,
      Switchboard switchboard) {}

  /** Nothing is done before {@link #start}. */
  public PolicyLeader(
      long fleetGeneration, Parts parts, InstantSource clock, LongSupplier nanoClock) {
    this.fleetGeneration = fleetGeneration;
    this.reign = parts.reign();
    this.book = parts.book();
    this.store = parts.store();
    this.reports = parts.reports();
    this.teller = new PolicyTeller(parts.switchboard());
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /** A policy as this leader has read it, and what it sees of it. */
  private static final class Known {
    private final Assignment assignment;
    private final long revision;
    private Optional<StageWatch> stage = Optional.empty();
    private Optional<TrialWatch> trial = Optional.empty();
    private long measuredNanos;

    Known(Assignment assignment, long revision, long nowNanos) {
      this.assignment = assignment;
      this.revision = revision;
      this.measuredNanos = nowNanos;
    }

    PolicyRecord record() {
      return assignment.record();
    }
  }

  public PolicyLeader start() {
    var _ = thread.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** Must not throw: a repeated task that does is never run again. */
  void tick() {
    long now = nanoClock.getAsLong();
    if (pausedNanos.filter(since -> now - since < PAUSE_WITHOUT_STORE.toNanos()).isPresent()) {
      return;
    }
    try {
      if (reigns() && book.isRead()) {
        turn(now);
      }
      pausedNanos = Optional.empty();
    } catch (Unavailable e) {
      if (pausedNanos.isEmpty()) { // one line per outage
        log.warn("policies: {}; rollouts wait", e.getMessage());
      }
      pausedNanos = Optional.of(nanoClock.getAsLong());
    } catch (RuntimeException e) {
      log.error("policies: a turn failed", e);
    }
  }

  private boolean reigns() {
    Optional<Long> now = reign.ownEpoch();
    if (!now.equals(epoch)) {
      epoch = now;
      known.clear();
      teller.forgetAll();
    }
    return now.isPresent();
  }

  private void turn(long now) throws Unavailable {
    Map<String, Stored> stored = book.stored();
    known.keySet().retainAll(stored.keySet());
    stored.forEach((name, each) -> read(name, each, now));
    Collection<Told> gateways = reports.all().values();
    for (Known each : List.copyOf(known.values())) {
      goOn(each, gateways, now);
    }
    List<Assignment> assignments = known.values().stream().map(each -> each.assignment).toList();
    long version = known.values().stream().mapToLong(each -> each.revision).max().orElse(0);
    teller.tell(gateways, assignments, version, fence(), now);
  }

  private void read(String name, Stored stored, long now) {
    Known before = known.get(name);
    if (before != null && before.revision >= stored.revision()) {
      return; // our own write may be newer than what the watch has
    }
    put(stored.record(), stored.revision(), now);
  }

  private void put(PolicyRecord record, long revision, long now) {
    Known before = known.get(record.getName());
    Known next = new Known(Assignment.of(record), revision, now);
    if (Records.isRollingOut(record)) {
      long version = record.getRollout().getVersion();
      next.stage =
          Optional.ofNullable(before)
              .flatMap(each -> each.stage)
              .filter(watch -> watch.isOf(version))
              .or(() -> Optional.of(new StageWatch(version)));
    }
    if (record.getDryRun().getState() == DryRunState.TRYING) {
      next.trial =
          Optional.ofNullable(before)
              .flatMap(each -> each.trial)
              .filter(watch -> watch.isOf(record.getDryRun()))
              .or(() -> Optional.of(new TrialWatch(record.getDryRun(), now)));
    }
    known.put(record.getName(), next);
  }

  private void goOn(Known policy, Collection<Told> gateways, long now) throws Unavailable {
    Optional<PolicyRecord> next = Optional.empty();
    if (policy.stage.isPresent()) {
      next =
          RolloutCourse.chosen(policy.record(), policy.assignment, gateways)
              .or(() -> rollout(policy, policy.stage.get(), gateways, now));
    }
    if (next.isEmpty() && policy.trial.isPresent()) {
      next = policy.trial.get().next(policy.assignment, gateways, teller::refusal, now);
    }
    if (next.isPresent()) {
      write(policy, next.get(), now);
    }
  }

  private Optional<PolicyRecord> rollout(
      Known policy, StageWatch watch, Collection<Told> gateways, long now) {
    PolicyRecord before = policy.record();
    StageWatch.View view = watch.look(policy.assignment, gateways, teller::refusal, now);
    return RolloutCourse.next(before, view, "epoch " + epoch.orElseThrow(), clock.millis())
        .filter(next ->
            next.getRollout().getState() != RolloutState.ROLLING_OUT
                || next.getRollout().getStage() != before.getRollout().getStage()
                || now - policy.measuredNanos >= MEASURES_EVERY.toNanos());
  }

  private void write(Known policy, PolicyRecord next, long now) throws Unavailable {
    OptionalLong revision = store.write(next, policy.revision, epoch.orElseThrow());
    if (revision.isEmpty()) {
      return; // somebody asked for something meanwhile, or another leads: the watch tells
    }
    if (Records.isRollingOut(policy.record()) && !Records.isRollingOut(next)) {
      log.info(
          "policy {} version {}: {}, {}",
          next.getName(),
          next.getRollout().getVersion(),
          next.getRollout().getState(),
          next.getRollout().getText());
    }
    put(next, revision.getAsLong(), now);
  }

  private Fence fence() {
    return Fence.newBuilder()
        .setFleetGeneration(fleetGeneration)
        .setLeaderEpoch(epoch.orElseThrow())
        .build();
  }
}
