package io.drawbridge.controlplane.policy;

import io.drawbridge.policy.Policy;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.proto.control.v1.DryRun;
import io.drawbridge.proto.control.v1.DryRunState;
import java.util.Optional;

/** Reading and ending dry runs. Pure. */
final class DryRuns {
  private DryRuns() {}

  static Optional<Policy> policy(DryRun dryRun) {
    try {
      return Optional.of(Policy.parse("dry run " + dryRun.getNumber(), dryRun.getText()));
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  static DryRun notTried(DryRun dryRun, String why) {
    return dryRun.toBuilder()
        .setState(DryRunState.NOT_TRIED)
        .setOutcome(Records.shortened(why))
        .build();
  }
}
