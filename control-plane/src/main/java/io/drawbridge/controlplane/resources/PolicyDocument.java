package io.drawbridge.controlplane.resources;

import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.PolicyVersion;
import java.util.List;
import java.util.Optional;

/**
 * A policy as the API shows it.
 *
 * @param stable version in force where the rollout gives no other one; 0 = none
 * @param newest absent: it was only tried yet
 * @param versions oldest first; absent in the list of all policies
 * @param rollout the newest, also when it is over; absent: there never was one
 * @param dryRun the newest, also when it is over; absent: there never was one
 */
public record PolicyDocument(
    String name,
    String kind,
    long stable,
    Optional<VersionDocument> newest,
    Optional<List<VersionDocument>> versions,
    Optional<RolloutDocument> rollout,
    Optional<DryRunDocument> dryRun) {

  /**
   * What the policy said at a time.
   *
   * @param removed the policy says nothing any more
   * @param text YAML; absent where many versions are told of
   */
  public record VersionDocument(
      long version,
      String by,
      long atUnixMillis,
      String comment,
      boolean removed,
      Optional<String> text) {
    static VersionDocument withoutText(PolicyVersion version) {
      return of(version, Optional.empty());
    }

    static VersionDocument withText(PolicyVersion version) {
      return of(version, Optional.of(version.getText()));
    }

    private static VersionDocument of(PolicyVersion version, Optional<String> text) {
      return new VersionDocument(
          version.getVersion(),
          version.getBy(),
          version.getAtUnixMillis(),
          version.getComment(),
          version.getText().isEmpty(),
          text);
    }
  }

  /** As one of all. */
  static PolicyDocument listed(PolicyRecord record) {
    return of(record, Optional.empty());
  }

  /** With its versions. */
  static PolicyDocument whole(PolicyRecord record) {
    return of(
        record,
        Optional.of(record.getVersionsList().stream().map(VersionDocument::withoutText).toList()));
  }

  private static PolicyDocument of(PolicyRecord record, Optional<List<VersionDocument>> versions) {
    return new PolicyDocument(
        record.getName(),
        record.getKind(),
        record.getStable(),
        newest(record).map(VersionDocument::withoutText),
        versions,
        record.hasRollout() ? Optional.of(RolloutDocument.of(record)) : Optional.empty(),
        record.hasDryRun() ? Optional.of(DryRunDocument.of(record.getDryRun())) : Optional.empty());
  }

  private static Optional<PolicyVersion> newest(PolicyRecord record) {
    int versions = record.getVersionsCount();
    return versions == 0 ? Optional.empty() : Optional.of(record.getVersions(versions - 1));
  }
}
