package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.resources.OperationDocument.NoteDocument;
import io.drawbridge.proto.control.v1.DryRunState;
import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.PolicyVersion;
import io.drawbridge.proto.control.v1.Rollout;
import io.drawbridge.proto.control.v1.RolloutGuards;
import io.drawbridge.proto.control.v1.RolloutState;
import io.drawbridge.proto.control.v1.StageMeasure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a version comes into force, as the API shows it.
 *
 * @param version that is to be in force
 * @param from version that it replaces; 0 = none
 * @param state rolling-out, rolled-out, rolled-back or aborted; unknown if it is of a later control
 *     plane
 * @param over it will not change any more
 * @param stage the present one of {@code stages}, from 0
 * @param firstGateway of a stage for one gateway; empty before it is chosen
 * @param predicted what the newest dry run of the same text said; empty: there was none
 * @param text how it stands or how it ended, in one sentence
 * @param endedUnixMillis absent: it is not over
 */
public record RolloutDocument(
    long version,
    long from,
    String state,
    boolean over,
    boolean paused,
    int stage,
    List<StageDocument> stages,
    String firstGateway,
    GuardsDocument guards,
    List<TierDocument> predicted,
    String by,
    String text,
    long beganUnixMillis,
    Optional<Long> endedUnixMillis,
    List<NoteDocument> notes) {

  /**
   * Which gateways have it.
   *
   * @param share of those that it selects, 0 to 1; 0 = one gateway
   * @param bakeMillis how long it is watched when all of them have it
   * @param measure absent: it has not begun
   */
  public record StageDocument(double share, long bakeMillis, Optional<MeasureDocument> measure) {}

  /**
   * What happened on a stage's gateways since each had the version.
   *
   * @param gateways that should have it
   * @param applied of those, that have it
   * @param refused of those, that refused it
   */
  public record MeasureDocument(int gateways, int applied, int refused, List<TierDocument> tiers) {
    static MeasureDocument of(StageMeasure measure) {
      return new MeasureDocument(
          measure.getGateways(),
          measure.getApplied(),
          measure.getRefused(),
          TierDocument.all(measure.getTiersList()));
    }
  }

  /**
   * What makes it go back, each against the same gateways before.
   *
   * @param refusedShare by how much a protected tier's refused share may grow, 0 to 1
   * @param p99Ratio most times as long may a message take through the gateway; 0 = not watched
   * @param p99FloorMicros a p99 below this is always good
   * @param endedShare of clients that may be ended a minute, above what was; 0 = not watched
   */
  public record GuardsDocument(
      List<String> protectedTiers,
      double refusedShare,
      double p99Ratio,
      long p99FloorMicros,
      double endedShare) {
    static GuardsDocument of(RolloutGuards guards) {
      return new GuardsDocument(
          guards.getProtectedTiersList().stream()
              .map(tier -> tier.name().toLowerCase(Locale.ROOT))
              .toList(),
          guards.getRefusedShare(),
          guards.getP99Ratio(),
          Integer.toUnsignedLong(guards.getP99FloorMicros()),
          guards.getEndedShare());
    }
  }

  /** Of a record that has one. */
  static RolloutDocument of(PolicyRecord record) {
    Rollout rollout = record.getRollout();
    return new RolloutDocument(
        rollout.getVersion(),
        rollout.getFrom(),
        word(rollout.getState()),
        rollout.getState() != RolloutState.ROLLING_OUT,
        rollout.getPaused(),
        rollout.getStage(),
        stages(rollout),
        rollout.getFirstGateway(),
        GuardsDocument.of(rollout.getGuards()),
        predicted(record),
        rollout.getBy(),
        rollout.getText(),
        rollout.getBeganUnixMillis(),
        rollout.getEndedUnixMillis() == 0
            ? Optional.empty()
            : Optional.of(rollout.getEndedUnixMillis()),
        rollout.getNotesList().stream()
            .map(note -> new NoteDocument(note.getAtUnixMillis(), note.getBy(), note.getText()))
            .toList());
  }

  private static List<StageDocument> stages(Rollout rollout) {
    return IntStream.range(0, rollout.getStagesCount())
        .mapToObj(i ->
            new StageDocument(
                rollout.getStages(i).getShare(),
                Integer.toUnsignedLong(rollout.getStages(i).getBakeMillis()),
                rollout.getMeasuresList().stream()
                    .filter(measure -> measure.getStage() == i)
                    .findFirst()
                    .map(MeasureDocument::of)))
        .toList();
  }

  /** A dry run of another text predicts nothing about this version. */
  private static List<TierDocument> predicted(PolicyRecord record) {
    String text =
        record.getVersionsList().stream()
            .filter(version -> version.getVersion() == record.getRollout().getVersion())
            .map(PolicyVersion::getText)
            .findFirst()
            .orElse("");
    boolean same =
        record.getDryRun().getState() == DryRunState.TRIED
            && record.getDryRun().getText().equals(text);
    return same ? TierDocument.all(record.getDryRun().getTiersList()) : List.of();
  }

  private static String word(RolloutState state) {
    return switch (state) {
      case ROLLING_OUT -> "rolling-out";
      case ROLLED_OUT -> "rolled-out";
      case ROLLED_BACK -> "rolled-back";
      case ROLLOUT_ABORTED -> "aborted";
      case ROLLOUT_STATE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }
}
