package io.drawbridge.controlplane.policy;

import com.google.common.hash.Hashing;
import io.drawbridge.controlplane.policy.GatewayReports.Told;
import io.drawbridge.policy.Policy;
import io.drawbridge.policy.Selector.Subject;
import io.drawbridge.proto.control.v1.DryRunState;
import io.drawbridge.proto.control.v1.PolicyDocument;
import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.Rollout;
import io.drawbridge.proto.control.v1.RolloutStage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which version of a policy a gateway should have. A function of the record and of the gateway
 * alone: every leader finds the same, and a gateway that comes in the middle of a rollout belongs
 * to one side of it.
 */
final class Assignment {
  private final PolicyRecord record;
  private final Optional<Policy> stable;
  private final Optional<Policy> coming;
  private final Optional<Policy> tried;

  private Assignment(PolicyRecord record) {
    this.record = record;
    this.stable = Records.policy(record, record.getStable());
    this.coming =
        Records.isRollingOut(record)
            ? Records.policy(record, record.getRollout().getVersion())
            : Optional.empty();
    this.tried =
        record.getDryRun().getState() == DryRunState.TRYING
            ? DryRuns.policy(record.getDryRun())
            : Optional.empty();
  }

  /** Reads the documents once; keep it until the record changes. */
  static Assignment of(PolicyRecord record) {
    return new Assignment(record);
  }

  PolicyRecord record() {
    return record;
  }

  /** The document for a gateway; empty = none. */
  Optional<PolicyDocument> document(Subject gateway) {
    boolean next = isInStage(gateway);
    Optional<Policy> policy = next ? coming : stable;
    long version = next ? record.getRollout().getVersion() : record.getStable();
    return policy
        .filter(present -> present.where().selects(gateway))
        .map(_ -> document(version, Records.text(record, version)));
  }

  /** What a process that cannot take its document goes on with: what it has, if that is known. */
  Optional<PolicyDocument> keptBy(Told process) {
    return process.versionInForce(record.getName()).stream()
        .boxed()
        .flatMap(version -> Records.version(record, version).stream())
        .filter(version -> !version.getText().isEmpty())
        .map(version -> document(version.getVersion(), version.getText()))
        .findFirst();
  }

  private PolicyDocument document(long version, String text) {
    return PolicyDocument.newBuilder()
        .setName(record.getName())
        .setVersion(version)
        .setText(text)
        .build();
  }

  /** The document that a gateway should try. */
  Optional<PolicyDocument> trial(Subject gateway) {
    return tried
        .filter(policy -> policy.where().selects(gateway))
        .map(_ -> document(record.getDryRun().getNumber(), record.getDryRun().getText()));
  }

  /** True if the rollout changes something for the gateway, at one of its stages. */
  boolean isConcerned(Subject gateway) {
    return coming.filter(policy -> policy.where().selects(gateway)).isPresent()
        || stable.filter(policy -> policy.where().selects(gateway)).isPresent();
  }

  /** True if the gateway should have the coming version, or that it says nothing. */
  boolean isInStage(Subject gateway) {
    if (!Records.isRollingOut(record) || !isConcerned(gateway)) {
      return false;
    }
    Rollout rollout = record.getRollout();
    if (gateway.gateway().equals(rollout.getFirstGateway())) {
      return true;
    }
    RolloutStage stage = rollout.getStages(rollout.getStage());
    return stage.getShare() >= 1 || place(gateway) < stage.getShare();
  }

  /** Where a gateway stands in the order of a rollout, 0 to 1; another order for each version. */
  double place(Subject gateway) {
    String key =
        record.getName() + "\n" + record.getRollout().getVersion() + "\n" + gateway.gateway();
    long hash = Hashing.murmur3_128().hashString(key, StandardCharsets.UTF_8).asLong();
    return (hash >>> 11) * 0x1.0p-53;
  }
}
