package io.drawbridge.gateway;

import io.drawbridge.gateway.control.PolicyControl;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.overload.Overload;
import io.drawbridge.gateway.overload.Priority;
import io.drawbridge.gateway.policy.GatewayPolicies;
import io.drawbridge.gateway.policy.LastGood;
import io.drawbridge.gateway.upstream.ServiceTable;
import io.drawbridge.gateway.upstream.ServicesFile;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.PolicySet;
import io.drawbridge.wire.CloseReason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Policies between the control plane, which sends them, and the loops, which judge by them. */
final class PolicySide implements PolicyControl {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);

  /** Ends that a client or its network brought about, or that were asked for. */
  private static final Set<CloseReason> NOT_OURS =
      EnumSet.of(CloseReason.CLIENT_LEFT, CloseReason.GONE_AWAY);

  private static final Logger log = LoggerFactory.getLogger(PolicySide.class);

  private final GatewayPolicies policies;
  private final ServicesFile file;
  private final GatewayMeasures measures;
  private volatile @Nullable ServiceTable named; // by documents; null = none names any

  /** With what was in force when the last process ended. */
  PolicySide(
      GatewayConfig config, ServicesFile file, GatewayMeasures measures, LongSupplier nanoClock) {
    this.file = file;
    this.measures = measures;
    this.policies =
        new GatewayPolicies(
            config.policyFile().map(LastGood::new),
            Math.max(1, (int) config.heartbeat().toSeconds()),
            InstantSource.system(),
            nanoClock);
    policies.restore();
    nameServices();
  }

  /** Begins to look at what overload does to degradations, and at what expires. */
  void start(ScheduledExecutorService timer, Overload overload) {
    long millis = LOOK_EVERY.toMillis();
    var _ =
        timer.scheduleWithFixedDelay(() -> look(overload), millis, millis, TimeUnit.MILLISECONDS);
    var _ =
        timer.scheduleWithFixedDelay(
            policies::sweep, SWEEP_EVERY.toMillis(), SWEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Must not throw: a repeated task that does is never run again. */
  private void look(Overload overload) {
    try {
      policies.look(overload.ownLevel() < Priority.ALL);
    } catch (RuntimeException e) {
      log.error("policies: a look failed; the next one is tried", e);
    }
  }

  GatewayPolicies policies() {
    return policies;
  }

  /** Pushes that need no acknowledgement are left out now. */
  boolean dropsForgettable() {
    return policies.measures().dropForgettable();
  }

  /** The services in force: those of documents, or, if none names any, the file's. */
  ServiceTable services() {
    ServiceTable byDocuments = named;
    return byDocuments == null ? file.table() : byDocuments;
  }

  private void nameServices() {
    named = policies.services().map(ServiceTable::ofEntries).orElse(null);
  }

  @Override
  public Optional<String> apply(long fleetGeneration, PolicySet set) {
    Optional<String> problem = policies.apply(fleetGeneration, set);
    nameServices();
    return problem;
  }

  @Override
  public void tell(GatewayReport.Builder report) {
    report.setPolicies(policies.state()).addAllTiers(policies.tiers()).setConnectionsEnded(ended());
  }

  private long ended() {
    long[] sum = new long[1];
    measures
        .connectionEnds()
        .forEach((reason, count) -> sum[0] += NOT_OURS.contains(reason) ? 0 : count);
    return sum[0];
  }
}
