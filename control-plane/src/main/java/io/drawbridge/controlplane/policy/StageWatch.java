package io.drawbridge.controlplane.policy;

import io.drawbridge.controlplane.policy.GatewayReports.Told;
import io.drawbridge.proto.control.v1.PolicyDocument;
import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.StageMeasure;
import io.drawbridge.proto.control.v1.TierShare;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one leader sees of one rollout: who has the version, since when, and what happened there
 * before and since. A leader that takes over in the middle knows no before of those who have it
 * already; to it they refused nothing. One thread.
 */
final class StageWatch {
  private final long version;
  private final Map<ProcessId, Had> processes = new HashMap<>();
  private int stage = -1;
  private Optional<Long> completeNanos = Optional.empty();

  StageWatch(long version) {
    this.version = version;
  }

  boolean isOf(long rollingOut) {
    return version == rollingOut;
  }

  private record ProcessId(String gateway, long generation) {}

  /** The time before the version came, and since. */
  private record Had(Span before, Span since) {}

  /** The stage as it is now. */
  record View(
      StageMeasure measure,
      boolean isComplete,
      long completeForNanos,
      Optional<String> refusal,
      Optional<String> violation,
      List<String> waitingFor) {}

  /**
   * Takes the newest reports into account.
   *
   * @param refusals of gateways that do not say which document they refuse
   */
  View look(
      Assignment assignment,
      Collection<Told> gateways,
      Function<Told, Optional<String>> refusals,
      long nowNanos) {
    PolicyRecord record = assignment.record();
    if (record.getRollout().getStage() != stage) {
      stage = record.getRollout().getStage();
      completeNanos = Optional.empty();
    }
    List<Told> members =
        gateways.stream().filter(told -> assignment.isInStage(told.subject())).toList();
    List<Told> having = members.stream().filter(told -> has(told, assignment)).toList();
    having.forEach(told ->
        processes.compute(
            idOf(told),
            (_, had) ->
                had == null
                    ? new Had(told.history().without(1), told.history().last(1))
                    : new Had(had.before(), followed(had.since(), told.history()))));
    Optional<String> refusal =
        members.stream()
            .filter(told -> !has(told, assignment))
            .flatMap(told ->
                assignment
                    .document(told.subject())
                    .flatMap(told::refusalOf)
                    .or(() -> refusals.apply(told))
                    .map(why -> told.gateway() + ": " + why)
                    .stream())
            .findFirst();
    boolean complete = having.size() == members.size();
    completeNanos = complete ? completeNanos.or(() -> Optional.of(nowNanos)) : Optional.empty();
    return new View(
        measure(members.size(), having, refusal.isPresent()),
        complete,
        completeNanos.map(since -> nowNanos - since).orElse(0L),
        refusal,
        Guards.violation(record.getRollout().getGuards(), compared(having)),
        members.stream().filter(told -> !having.contains(told)).map(Told::gateway).toList());
  }

  private StageMeasure measure(int members, List<Told> having, boolean refused) {
    StageMeasure.Builder measure =
        StageMeasure.newBuilder()
            .setStage(stage)
            .setGateways(members)
            .setApplied(having.size())
            .setRefused(refused ? 1 : 0);
    List<Guards.Compared> compared = compared(having);
    for (int tier = 0; tier < Sample.TIERS.size(); tier++) {
      int index = tier;
      long offered = compared.stream().mapToLong(each -> each.since().offered(index)).sum();
      if (offered > 0) {
        measure.addTiers(
            TierShare.newBuilder()
                .setTier(Sample.TIERS.get(tier))
                .setOffered(offered)
                .setRefused(
                    compared.stream().mapToLong(each -> each.since().refused(index)).sum()));
      }
    }
    return measure.build();
  }

  private List<Guards.Compared> compared(List<Told> having) {
    return having.stream()
        .map(told -> processes.get(idOf(told)))
        .flatMap(had -> Optional.ofNullable(had).stream())
        .map(had -> new Guards.Compared(had.before(), had.since()))
        .toList();
  }

  /** With what came after the last report that is in it. */
  private static Span followed(Span span, Span history) {
    Span next = span;
    long newest = span.samples().getLast().nanos();
    for (Sample sample : history.samples()) {
      if (sample.nanos() - newest > 0) {
        next = next.with(sample);
      }
    }
    return next;
  }

  /** True if it has the version, or does without where the version is not for it. */
  private boolean has(Told told, Assignment assignment) {
    List<PolicyDocument> documents = told.report().getPolicies().getDocumentsList();
    String name = assignment.record().getName();
    return assignment.document(told.subject()).isPresent()
        ? documents.stream()
            .anyMatch(each -> each.getName().equals(name) && each.getVersion() == version)
        : documents.stream().noneMatch(each -> each.getName().equals(name));
  }

  private static ProcessId idOf(Told told) {
    return new ProcessId(told.gateway(), told.registration().getGeneration());
  }
}
