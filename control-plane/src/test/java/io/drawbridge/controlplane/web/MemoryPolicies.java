package io.drawbridge.controlplane.web;

import io.drawbridge.controlplane.policy.Plans;
import io.drawbridge.controlplane.policy.PolicyBook;
import io.drawbridge.controlplane.policy.PolicyDesk;
import io.drawbridge.policy.Policy;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.control.v1.DryRun;
import io.drawbridge.proto.control.v1.DryRunState;
import io.drawbridge.proto.control.v1.OperationNote;
import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.PolicyVersion;
import io.drawbridge.proto.control.v1.Rollout;
import io.drawbridge.proto.control.v1.RolloutState;
import io.drawbridge.proto.control.v1.StageMeasure;
import io.drawbridge.proto.control.v1.TierShare;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A desk without etcd and without gateways: a rollout stays at its first stage. */
final class MemoryPolicies implements PolicyDesk {
  static final TierShare BACKGROUND =
      TierShare.newBuilder().setTier(Tier.BACKGROUND).setOffered(200).setRefused(50).build();

  private final PolicyBook book;
  private volatile Optional<PolicyAnswer> trouble = Optional.empty();

  MemoryPolicies(PolicyBook book) {
    this.book = book;
  }

  /** What is answered whatever is asked; empty = what became of it. */
  void trouble(Optional<PolicyAnswer> answer) {
    trouble = answer;
  }

  @Override
  public PolicyAnswer apply(String text, By by, Optional<Long> over, Optional<Plan> plan) {
    Policy policy;
    try {
      policy = Policy.parse("policy", text);
    } catch (ConfigException e) {
      return new PolicyAnswer.Invalid(e.lines());
    }
    PolicyRecord.Builder record = record(policy);
    int newest = record.getVersionsCount();
    if (over.isPresent() && over.get() != newest) {
      return new PolicyAnswer.Conflict(
          "over: " + over.get() + " (expected: " + newest + ", the newest)",
          Optional.of(record.build()));
    }
    record
        .addVersions(
            PolicyVersion.newBuilder()
                .setVersion(newest + 1)
                .setText(text)
                .setBy(by.who())
                .setComment(by.comment())
                .setAtUnixMillis(1_000))
        .setRollout(rolling(newest, by, plan.orElseGet(Plans::usual)));
    return written(record);
  }

  private static Rollout.Builder rolling(int newest, By by, Plan plan) {
    return Rollout.newBuilder()
        .setVersion(newest + 1)
        .setFrom(newest)
        .setState(RolloutState.ROLLING_OUT)
        .addAllStages(plan.stages())
        .setGuards(plan.guards())
        .setBy(by.who())
        .setBeganUnixMillis(1_000)
        .setText("stage 1")
        .addMeasures(StageMeasure.newBuilder().setGateways(1).setApplied(1).addTiers(BACKGROUND));
  }

  @Override
  public PolicyAnswer dryRun(String text, Duration length, By by) {
    try {
      PolicyRecord.Builder record = record(Policy.parse("policy", text));
      record.setDryRun(
          DryRun.newBuilder()
              .setNumber(record.getDryRun().getNumber() + 1)
              .setText(text)
              .setBy(by.who())
              .setLengthMillis((int) length.toMillis())
              .setState(DryRunState.TRIED)
              .setGateways(3)
              .addTiers(BACKGROUND)
              .setOutcome("3 gateways judged"));
      return written(record);
    } catch (ConfigException e) {
      return new PolicyAnswer.Invalid(e.lines());
    }
  }

  @Override
  public PolicyAnswer rollback(String name, Optional<Long> version, By by) {
    return noted(name, "back to " + version.map(Object::toString).orElse("the one before"), by);
  }

  @Override
  public PolicyAnswer remove(String name, By by) {
    return noted(name, "removed", by);
  }

  @Override
  public PolicyAnswer pause(String name, By by) {
    return noted(name, "paused", by);
  }

  @Override
  public PolicyAnswer resume(String name, By by) {
    return noted(name, "resumed", by);
  }

  @Override
  public PolicyAnswer abort(String name, By by) {
    return noted(name, "aborted", by);
  }

  private PolicyAnswer noted(String name, String text, By by) {
    Optional<PolicyRecord> found = book.find(name);
    if (found.isEmpty()) {
      return new PolicyAnswer.Unknown("policy " + name + ": not here");
    }
    PolicyRecord.Builder record = found.get().toBuilder();
    record
        .getRolloutBuilder()
        .addNotes(OperationNote.newBuilder().setBy(by.who()).setText(text + by.comment()));
    return written(record);
  }

  private PolicyRecord.Builder record(Policy policy) {
    return book.find(policy.name())
        .map(PolicyRecord::toBuilder)
        .orElseGet(() -> PolicyRecord.newBuilder().setName(policy.name()).setKind(policy.kind()));
  }

  private PolicyAnswer written(PolicyRecord.Builder record) {
    if (trouble.isPresent()) {
      return trouble.get();
    }
    PolicyRecord written = record.build();
    List<PolicyBook.Stored> stored = new ArrayList<>(book.stored().values());
    stored.removeIf(each -> each.record().getName().equals(written.getName()));
    stored.add(new PolicyBook.Stored(written, stored.size()));
    book.replace(stored);
    return new PolicyAnswer.Accepted(written);
  }
}
