package io.drawbridge.controlplane.resources;

import io.drawbridge.proto.control.v1.DryRun;
import io.drawbridge.proto.control.v1.DryRunState;
import java.util.List;

/**
 * What a document would do, as the API shows it.
 *
 * @param state trying, tried or not-tried; unknown if it is of a later control plane
 * @param over it will not change any more
 * @param gateways that took part
 * @param tiers what would have been refused
 * @param outcome how it stands or how it ended, in one sentence
 */
public record DryRunDocument(
    long number,
    String by,
    String state,
    boolean over,
    long lengthMillis,
    long beganUnixMillis,
    int gateways,
    List<TierDocument> tiers,
    String outcome) {
  static DryRunDocument of(DryRun run) {
    return new DryRunDocument(
        run.getNumber(),
        run.getBy(),
        word(run.getState()),
        run.getState() != DryRunState.TRYING,
        Integer.toUnsignedLong(run.getLengthMillis()),
        run.getBeganUnixMillis(),
        run.getGateways(),
        TierDocument.all(run.getTiersList()),
        run.getOutcome());
  }

  private static String word(DryRunState state) {
    return switch (state) {
      case TRYING -> "trying";
      case TRIED -> "tried";
      case NOT_TRIED -> "not-tried";
      case DRY_RUN_STATE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }
}
