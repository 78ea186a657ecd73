package io.drawbridge.controlplane.policy;

import io.drawbridge.policy.Policy;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.proto.control.v1.OperationNote;
import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.PolicyVersion;
import io.drawbridge.proto.control.v1.Rollout;
import io.drawbridge.proto.control.v1.RolloutState;
import java.util.Optional;

/** Reading and changing a policy's record. Pure. */
final class Records {
  /** Versions that are kept; the oldest goes that nothing needs. */
  static final int MAX_VERSIONS = 20;

  /** Of one rollout; the newest is kept as the last of them. */
  static final int MAX_NOTES = 32;

  static final int MAX_TEXT = 512;

  private Records() {}

  static Optional<PolicyVersion> version(PolicyRecord record, long version) {
    return record.getVersionsList().stream()
        .filter(each -> each.getVersion() == version)
        .findFirst();
  }

  /** What a version says; empty if it says nothing, or is none. */
  static String text(PolicyRecord record, long version) {
    return version(record, version).map(PolicyVersion::getText).orElse("");
  }

  /** The same as gateways read it; what was taken once is never wrong, but of a newer build. */
  static Optional<Policy> policy(PolicyRecord record, long version) {
    String text = text(record, version);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Policy.parse(record.getName() + " version " + version, text));
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /** 0 = there is none. */
  static long newest(PolicyRecord record) {
    return record.getVersionsCount() == 0
        ? 0
        : record.getVersions(record.getVersionsCount() - 1).getVersion();
  }

  static boolean isRollingOut(PolicyRecord record) {
    return record.getRollout().getState() == RolloutState.ROLLING_OUT;
  }

  /** With one more version, and without the oldest that nothing needs if there are too many. */
  static PolicyRecord withVersion(PolicyRecord record, PolicyVersion version) {
    PolicyRecord.Builder next = record.toBuilder().addVersions(version);
    for (int i = 0; next.getVersionsCount() > MAX_VERSIONS; i++) {
      long candidate = next.getVersions(i).getVersion();
      boolean needed =
          candidate == record.getStable()
              || candidate == record.getRollout().getVersion()
              || candidate == record.getRollout().getFrom();
      if (!needed) {
        next.removeVersions(i);
      }
    }
    return next.build();
  }

  /** The rollout over, in this way. */
  static Rollout ended(Rollout rollout, RolloutState state, String text, long nowMillis) {
    return rollout.toBuilder()
        .setState(state)
        .setText(shortened(text))
        .setPaused(false)
        .setEndedUnixMillis(nowMillis)
        .build();
  }

  static Rollout noted(Rollout rollout, String by, String text, long nowMillis) {
    Rollout.Builder noted = rollout.toBuilder();
    if (noted.getNotesCount() == MAX_NOTES) {
      noted.removeNotes(MAX_NOTES - 1);
    }
    return noted
        .addNotes(
            OperationNote.newBuilder()
                .setAtUnixMillis(nowMillis)
                .setBy(by)
                .setText(shortened(text)))
        .build();
  }

  static String shortened(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
