package io.drawbridge.controlplane.policy;

import io.drawbridge.controlplane.policy.GatewayReports.Told;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.control.v1.DryRun;
import io.drawbridge.proto.control.v1.DryRunState;
import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.TierCounts;
import io.drawbridge.proto.control.v1.TierShare;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What one leader sees of one dry run. One thread. */
final class TrialWatch {
  /** Gateways report each second; a set that is not in force then will not be. */
  static final Duration BEGINS_WITHIN = Duration.ofSeconds(10);

  private final long number;
  private final long startNanos;
  private Optional<Long> beganNanos = Optional.empty();

  TrialWatch(DryRun dryRun, long nowNanos) {
    this.number = dryRun.getNumber();
    this.startNanos = nowNanos;
  }

  boolean isOf(DryRun dryRun) {
    return dryRun.getNumber() == number;
  }

  /**
   * The record with the outcome once there is one.
   *
   * @param refusals of gateways that do not say which document they refuse
   */
  Optional<PolicyRecord> next(
      Assignment assignment,
      Collection<Told> gateways,
      Function<Told, Optional<String>> refusals,
      long nowNanos) {
    PolicyRecord record = assignment.record();
    DryRun dryRun = record.getDryRun();
    List<Told> members =
        gateways.stream().filter(told -> assignment.trial(told.subject()).isPresent()).toList();
    List<Told> trying = members.stream().filter(told -> isTrying(record, told)).toList();
    Optional<String> refusal =
        members.stream()
            .flatMap(told ->
                assignment
                    .trial(told.subject())
                    .flatMap(told::refusalOfTrial)
                    .or(() -> refusals.apply(told))
                    .map(why -> told.gateway() + ": " + why)
                    .stream())
            .findFirst();
    if (refusal.isPresent()) {
      return with(record, DryRuns.notTried(dryRun, "refused by " + refusal.get()));
    }
    if (!trying.isEmpty() && trying.size() == members.size()) {
      beganNanos = beganNanos.or(() -> Optional.of(nowNanos));
    }
    boolean late = nowNanos - startNanos >= BEGINS_WITHIN.toNanos();
    if (beganNanos.isEmpty() && late && trying.isEmpty()) {
      String why = members.isEmpty() ? "no gateway that it is for is attached" : "no gateway began";
      return with(record, DryRuns.notTried(dryRun, why));
    }
    if (beganNanos.isEmpty() && late) { // without those who did not begin
      beganNanos = Optional.of(nowNanos);
    }
    long lengthNanos = TimeUnit.MILLISECONDS.toNanos(dryRun.getLengthMillis());
    boolean over = beganNanos.filter(began -> nowNanos - began >= lengthNanos).isPresent();
    return over ? with(record, tried(dryRun, trying, members.size())) : Optional.empty();
  }

  private boolean isTrying(PolicyRecord record, Told told) {
    var trial = told.report().getPolicies().getTrial();
    return trial.getName().equals(record.getName()) && trial.getVersion() == number;
  }

  private static DryRun tried(DryRun dryRun, List<Told> trying, int members) {
    Map<Tier, TierShare.Builder> shares = new EnumMap<>(Tier.class);
    for (Told told : trying) {
      for (TierCounts counts : told.report().getTiersList()) {
        TierShare.Builder share =
            shares.computeIfAbsent(counts.getTier(), tier -> TierShare.newBuilder().setTier(tier));
        share.setOffered(share.getOffered() + counts.getOfferedOnTrial());
        share.setRefused(share.getRefused() + counts.getRefusedOnTrial());
      }
    }
    DryRun.Builder tried =
        dryRun.toBuilder()
            .setState(DryRunState.TRIED)
            .setGateways(trying.size())
            .setOutcome("tried on " + trying.size() + " of " + members + " gateways")
            .clearTiers();
    shares.values().stream()
        .filter(share -> share.getOffered() > 0)
        .forEach(share -> tried.addTiers(share));
    return tried.build();
  }

  private static Optional<PolicyRecord> with(PolicyRecord record, DryRun dryRun) {
    return Optional.of(record.toBuilder().setDryRun(dryRun).build());
  }
}
